import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { DataFile } from '../../schemas/manifests/data.ts';
import type { Candidate } from '../candidates/candidates.ts';
import { sha256Of } from '../candidates/digest.ts';
import { type ContractVerdict, checkContract } from '../contracts/check-contract.ts';
import { UserError } from '../core/user-error.ts';
import { parseDataManifest } from '../manifests/data/parse-data-manifest.ts';
import type { RunLink } from '../pipelines/pipeline-runs.ts';
import type { Instrument, Reading } from './instrument.ts';

const shownFaults = 5;

interface Subject {
  /** From the workspace folder. */
  location: string;
  text: string;
  contract: DataFile;
  /** Absolute path of the evaluation data. */
  data: string;
}

/** Holds the evaluation data against the manifest's data contract. */
export class ContractInstrument implements Instrument {
  readonly kind = 'contract';
  readonly groups = ['data'];
  readonly #folder: string;

  /** @param folder the workspace's */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async boundTo(candidate: Candidate): Promise<Record<string, unknown>> {
    const { location, text } = await this.#subject(candidate);
    return { data: candidate.digests.data, location, contract: sha256Of(text) };
  }

  /** @throws UserError `SLW-CONTRACT-…`, `SLW-TABLE-KIND` */
  async read(candidate: Candidate, { signal }: RunLink): Promise<Reading> {
    const { location, contract, data } = await this.#subject(candidate);
    const own = join(this.#folder, dirname(location), contract.path);
    const verdict = await checkContract(contract, data, own === data, signal).catch((error: unknown) => {
      if (signal.aborted || error instanceof UserError) throw error;
      throw new UserError(
        'SLW-CONTRACT-DATA',
        `${relative(this.#folder, data)} could not be read: ${error instanceof Error ? error.message : error}`,
      );
    });
    return {
      values: { 'data.valid': verdict.valid },
      how: inWords(verdict, location, relative(this.#folder, data), own === data ? null : contract),
    };
  }

  async #subject({ manifest, evaluationData }: Candidate): Promise<Subject> {
    const { contract: path } = manifest.value.data ?? {};
    if (path === undefined)
      throw new UserError(
        'SLW-CONTRACT-NONE',
        `${manifest.location} names no contract of its data.`,
        'Name one under data.contract; “Slipway: Create Data Contract from File” writes one.',
      );
    if (evaluationData === null)
      throw new UserError(
        'SLW-CONTRACT-NO-DATA',
        `${manifest.location} names no evaluation data to hold against its contract.`,
        'Name it under data.evaluation.',
      );
    const location = join(dirname(manifest.location), path);
    const text = await readFile(join(this.#folder, location), 'utf8').catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        throw new UserError(
          'SLW-CONTRACT-MISSING',
          `${manifest.location} names the contract ${path}, and there is no such file.`,
        );
      },
    );
    const { value, problems } = parseDataManifest(text);
    if (value) return { location, text, contract: value, data: evaluationData };
    const [problem] = problems;
    throw new UserError('SLW-CONTRACT-INVALID', `${location}:${problem?.line}: ${problem?.message}`);
  }
}

/** `apart`: the contract, where the data is another file than the one that it describes. */
function inWords(
  { valid, rows, faults, warnings }: ContractVerdict,
  location: string,
  data: string,
  apart: DataFile | null,
): string {
  const listed = (words: string[]) =>
    `${words.slice(0, shownFaults).join('; ')}${words.length > shownFaults ? `; and ${words.length - shownFaults} more` : ''}`;
  const parts = [
    `${rows} rows of ${data} ${valid ? 'keep' : 'break'} ${location}${valid ? '' : `: ${listed(faults)}`}`,
  ];
  if (warnings.length > 0) parts.push(`warnings: ${listed(warnings)}`);
  const checks = apart?.checks ?? [];
  if (checks.length > 0)
    parts.push(
      `its checks (${checks.map(({ name }) => name).join(', ')}) are of ${apart?.path}, and were not made`,
    );
  return parts.join('; ');
}
