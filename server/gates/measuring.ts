import type { Measurement } from '../../schemas/protocol/gates.ts';
import { canonicalJson } from '../audit/canonical-json.ts';
import type { Candidate } from '../candidates/candidates.ts';
import { UserError } from '../core/user-error.ts';
import type { RunLink } from '../pipelines/pipeline-runs.ts';
import type { Fact } from './facts.ts';
import type { Instrument } from './instrument.ts';
import type { MeasurementTable } from './measurement-table.ts';

/** Facts by whole name, or of a whole group why there are none; with what they come from. */
export interface Measured {
  facts: ReadonlyMap<string, Fact>;
  measurements: readonly Measurement[];
}

const bytesOfMib = 2 ** 20;

const notMeasured: Readonly<Record<Measurement['kind'], string>> = {
  benchmark:
    'no benchmark of this version was made on this machine for these files; “Evaluate Gates” (slipway gate) makes one',
  contract:
    'the evaluation data was not held against its contract yet; “Evaluate Gates” (slipway gate) does it',
};

/** What is found of versions beside their evaluations, from records or anew. */
export class Measuring {
  readonly #table: MeasurementTable;
  readonly #instruments: readonly Instrument[];
  readonly #requireSame: (candidate: Candidate) => Promise<void>;

  /** `requireSame`: rejects where a version's files are others now. */
  constructor(
    table: MeasurementTable,
    instruments: readonly Instrument[],
    requireSame: (candidate: Candidate) => Promise<void>,
  ) {
    this.#table = table;
    this.#requireSame = requireSame;
    this.#instruments = instruments;
  }

  /** Of what is on record alone. `groups`: what is asked for. */
  recorded(candidate: Candidate, groups: ReadonlySet<string>): Promise<Measured> {
    return this.#collect(candidate, groups, async (instrument) => {
      const found = this.#table.find(instrument.kind, canonicalJson(await instrument.boundTo(candidate)));
      return found ?? notMeasured[instrument.kind];
    });
  }

  /** Measures what is not on record; with `anew`, what is, too. */
  obtain(candidate: Candidate, groups: ReadonlySet<string>, anew: boolean, link: RunLink): Promise<Measured> {
    return this.#collect(candidate, groups, (instrument) => this.#obtain(instrument, candidate, anew, link));
  }

  async #collect(
    candidate: Candidate,
    groups: ReadonlySet<string>,
    take: (instrument: Instrument) => Promise<Measurement | string>,
  ): Promise<Measured> {
    const facts = new Map<string, Fact>(sizeFacts(candidate));
    const measurements: Measurement[] = [];
    for (const instrument of this.#instruments) {
      if (!instrument.groups.some((group) => groups.has(group))) continue;
      const taken = await take(instrument).catch((error: unknown) => {
        if (!(error instanceof UserError) || error.code === 'SLW-CANCELLED') throw error;
        return error.hint === null ? error.message : `${error.message} ${error.hint}`;
      });
      const unknown =
        typeof taken === 'string' ? taken : `the ${instrument.kind} says nothing of it: ${taken.how}`;
      for (const group of instrument.groups) facts.set(group, { unknown });
      if (typeof taken === 'string') continue;
      measurements.push(taken);
      for (const [name, value] of Object.entries(taken.values))
        facts.set(name, { value, ...(typeof value === 'boolean' ? { because: taken.how } : {}) });
    }
    return { facts, measurements };
  }

  async #obtain(
    instrument: Instrument,
    candidate: Candidate,
    anew: boolean,
    link: RunLink,
  ): Promise<Measurement> {
    const { kind } = instrument;
    const boundTo = canonicalJson(await instrument.boundTo(candidate));
    const known = anew ? null : this.#table.find(kind, boundTo);
    if (known) return known;
    const { name, version } = candidate.version;
    link.report(0, null, `${kind} of ${name} ${version}`);
    const reading = await instrument.read(candidate, link);
    await this.#requireSame(candidate);
    const measurement = { kind, version, ...reading, measuredAt: Date.now() };
    this.#table.record(boundTo, measurement);
    return measurement;
  }
}

function sizeFacts({ files }: Candidate): [string, Fact][] {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return [
    ['size.bytes', { value: bytes }],
    ['size.mib', { value: bytes / bytesOfMib }],
  ];
}
