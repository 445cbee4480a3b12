import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { StageReach } from '../../../schemas/protocol/pipelines.ts';
import { isMapping, type PythonMapping } from '../../core/python-value.ts';
import { pythonYaml } from '../../core/python-yaml.ts';
import { UserError } from '../../core/user-error.ts';
import { readYaml } from '../../manifests/dvc/yaml-values.ts';
import type { ArtifactFiles, ArtifactStore } from '../../tracking/artifact-store.ts';
import { artifactUriPath } from '../../tracking/artifact-uri.ts';
import { type Tracker, TrackingError } from '../../tracking/tracker.ts';
import type { Forcing } from '../forcing.ts';
import { type LockedStage, lockEntry, lockedStage } from '../lock-file.ts';
import type { CodeRecord } from './code-record.ts';

/** How a pipeline's run was asked for, and the code that it ran. */
export interface RunRecord {
  stages: string[];
  reach: StageReach;
  /** Params that were set for it, as `--set` takes them. */
  changes: string[];
  /** The run whose inputs it took; null for those of the workspace. */
  inputsOf: string | null;
  force: Forcing;
  code: CodeRecord;
}

/** By the stage's address. */
export type StageEntries = ReadonlyMap<string, LockedStage>;

export interface RecordSite {
  tracker: Pick<Tracker, 'getRun'>;
  artifacts: ArtifactFiles & ArtifactStore;
}

const runFile = 'pipeline/run.json';
/** In dvc.lock's own form, but that stages have their addresses. */
const lockFile = 'pipeline/dvc.lock';

export async function writeRunRecord(site: RecordSite, runId: string, record: RunRecord): Promise<void> {
  await write(site, runId, runFile, `${JSON.stringify(record, null, 2)}\n`);
}

export async function writeStageEntries(
  site: RecordSite,
  runId: string,
  entries: StageEntries,
): Promise<void> {
  const stages: PythonMapping = new Map([...entries].map(([address, entry]) => [address, lockEntry(entry)]));
  await write(
    site,
    runId,
    lockFile,
    pythonYaml(
      new Map<string, string | PythonMapping>([
        ['schema', '2.0'],
        ['stages', stages],
      ]),
    ),
  );
}

/** @throws UserError `SLW-RUN-UNRECORDED` where the run is no pipeline's, or of a time before they were recorded */
export async function readRunRecord(
  { artifacts }: RecordSite,
  runId: string,
): Promise<RunRecord & { entries: StageEntries }> {
  const [run, lock] = await Promise.all([
    textOf(artifacts, runId, runFile),
    textOf(artifacts, runId, lockFile),
  ]);
  const stages = isMapping(readYaml(lock).value) ? readYaml(lock).value : null;
  const mapping = isMapping(stages) ? stages.get('stages') : null;
  const entries = isMapping(mapping) ? [...mapping] : [];
  return {
    // Runs of the first versions do not say it.
    ...({ force: null, ...JSON.parse(run) } as RunRecord),
    entries: new Map(
      entries.flatMap(([address, entry]) =>
        isMapping(entry) ? [[String(address), lockedStage(entry)]] : [],
      ),
    ),
  };
}

async function textOf(artifacts: ArtifactStore, runId: string, path: string): Promise<string> {
  try {
    return await readFile(await artifacts.locate(runId, path), 'utf8');
  } catch (error) {
    if (!(error instanceof TrackingError && error.code === 'RESOURCE_DOES_NOT_EXIST')) throw error;
    throw new UserError(
      'SLW-RUN-UNRECORDED',
      `Run ${runId} has no ${path}: it is not the run of a pipeline, or nothing of it had to be run.`,
      'slipway runs list shows the runs of this folder; those of pipelines have the tag slipway.pipeline.',
    );
  }
}

async function write(
  { tracker, artifacts }: RecordSite,
  runId: string,
  path: string,
  text: string,
): Promise<void> {
  const { info } = await tracker.getRun(runId);
  const root = artifactUriPath(info.artifactUri);
  if (root === null) throw new Error(`the artifacts of run ${runId} lie elsewhere: ${info.artifactUri}`);
  await artifacts.write(`${root}/${path}`, Readable.from([text]));
}
