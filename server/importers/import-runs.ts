import { type ImportSummary, interopTags } from '../../schemas/protocol/interop.ts';
import { type Run, runTags } from '../../schemas/protocol/tracking.ts';
import { safeArtifactPath } from '../tracking/artifact-path.ts';
import type { ArtifactFiles } from '../tracking/artifact-store.ts';
import { artifactUriPath } from '../tracking/artifact-uri.ts';
import { type MetricPoint, type Tracker, TrackingError } from '../tracking/tracker.ts';
import { acceptablePairs, acceptablePoints } from './acceptable.ts';
import { ExperimentNames } from './experiment-names.ts';
import type { ImportSource, Skip, SourceRun } from './import-source.ts';

const batchSize = 1_000;
const pairsPerBatch = 100;
const keptReasons = 200;

export interface ImportTarget {
  tracker: Tracker;
  artifacts: ArtifactFiles;
}

export interface ImportProgress {
  done: number;
  total: number | null;
  /** Name of the run that is read now. */
  current: string;
}

/**
 * Takes every run of a source into the embedded tracker. A run keeps its id, so that importing again adds nothing:
 * what changed in the source since is added, what is there already stays once. A run that is not over in its source
 * is taken as KILLED, for nobody here would ever end it; importing again takes its end. What cannot be taken is in the
 * summary with its reason. Rejects where the target cannot be written to, or with the `signal`'s reason.
 */
export async function importRuns(
  source: ImportSource,
  target: ImportTarget,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: ImportProgress) => void },
): Promise<ImportSummary> {
  const summary: ImportSummary = {
    added: 0,
    updated: 0,
    unchanged: 0,
    points: 0,
    artifacts: 0,
    artifactBytes: 0,
    skipped: [],
    skippedCount: 0,
  };
  const skip: Skip = (item, reason) => {
    summary.skippedCount += 1;
    if (summary.skipped.length < keptReasons) summary.skipped.push({ item, reason });
  };
  const experiments = new ExperimentNames(target.tracker);
  const total = await source.count();
  let done = 0;
  for await (const run of source.runs({ skip, signal })) {
    signal.throwIfAborted();
    onProgress({ done, total, current: run.runName });
    await takeRun({ run, target, experiments, summary, skip, signal });
    done += 1;
  }
  await experiments.restoreStages();
  onProgress({ done, total, current: '' });
  return summary;
}

interface Taking {
  run: SourceRun;
  target: ImportTarget;
  experiments: ExperimentNames;
  summary: ImportSummary;
  skip: Skip;
  signal: AbortSignal;
}

async function takeRun(taking: Taking): Promise<void> {
  const { run, target, summary, skip, experiments } = taking;
  const { tracker } = target;
  if (!/^[A-Za-z0-9][\w-]{0,63}$/.test(run.runId)) {
    skip(run.origin, `${JSON.stringify(run.runId.slice(0, 80))} is no run id`);
    return;
  }
  const existing = await existingRun(tracker, run.runId);
  const pushedFrom = run.tags[interopTags.pushedFrom];
  const ours = pushedFrom !== undefined && (await existingRun(tracker, pushedFrom)) !== null;
  if (ours || (existing && existing.tags[interopTags.importFingerprint] === run.fingerprint)) {
    summary.unchanged += 1;
    return;
  }
  if (existing && existing.tags[interopTags.importSource] === undefined) {
    skip(run.origin, `run ${run.runId} is a run of this workspace already`);
    return;
  }
  if (existing?.info.lifecycleStage === 'deleted') await tracker.setRunStage(run.runId, 'active');
  const created = existing ?? (await createRun(tracker, experiments, run));
  try {
    await takeContent(taking, created);
  } catch (error) {
    // What the target refuses of one run does not end the import; a full disk or a lost store does.
    if (!(error instanceof TrackingError) || fatal.has(error.code)) throw error;
    skip(run.origin, error.message);
    return;
  } finally {
    if (run.lifecycleStage === 'deleted') await tracker.setRunStage(run.runId, 'deleted');
  }
  summary[existing ? 'updated' : 'added'] += 1;
}

const fatal: ReadonlySet<string> = new Set([
  'RESOURCE_EXHAUSTED',
  'INTERNAL_ERROR',
  'TEMPORARILY_UNAVAILABLE',
]);

async function takeContent({ run, target, summary, skip, signal }: Taking, created: Run): Promise<void> {
  const { tracker } = target;
  // Another workspace's executions are none of this one's.
  const { [runTags.execution]: _, ...theirs } = run.tags;
  const params = acceptablePairs(run.params, 'params', run.origin, skip);
  const tags = acceptablePairs(theirs, 'tags', run.origin, skip);
  for (const chunk of chunks(params))
    await tracker.logBatch(run.runId, { params: chunk, metrics: [], tags: [] });
  for (const chunk of chunks(tags))
    await tracker.logBatch(run.runId, { params: [], metrics: [], tags: chunk });
  if (run.inputs.length) await tracker.logInputs(run.runId, run.inputs);
  let lastSign = run.startTime;
  for await (const points of batched(run.metrics(), acceptablePoints(run.origin, skip))) {
    signal.throwIfAborted();
    await tracker.logBatch(run.runId, { params: [], tags: [], metrics: points });
    summary.points += points.length;
    for (const { timestamp } of points) lastSign = Math.max(lastSign, timestamp);
  }
  await takeArtifacts({ run, target, summary, skip, signal }, created);
  await takeEnd(tracker, run, created, lastSign);
  // Last: an import that was interrupted before takes this run up again.
  await tracker.logBatch(run.runId, {
    params: [],
    metrics: [],
    tags: [{ key: interopTags.importFingerprint, value: run.fingerprint }],
  });
}

/** As it ended in its source; a run that has not is KILLED at its last sign of life, and says why. */
async function takeEnd(tracker: Tracker, run: SourceRun, created: Run, lastSign: number): Promise<void> {
  const isOver = run.status !== 'RUNNING' && run.status !== 'SCHEDULED';
  const told = [
    { key: interopTags.importStatus, value: run.status },
    {
      key: runTags.reason,
      value: `It was ${run.status} in its source when it was imported. Import again to take what came since.`,
    },
  ];
  if (isOver) {
    await tracker.updateRun(run.runId, { status: run.status, endTime: run.endTime });
    for (const { key } of created.tags[interopTags.importStatus] === undefined ? [] : told)
      if (run.tags[key] === undefined) await tracker.deleteTag(run.runId, key);
    return;
  }
  await tracker.updateRun(run.runId, { status: 'KILLED', endTime: run.endTime ?? lastSign });
  await tracker.logBatch(run.runId, { params: [], metrics: [], tags: told });
}

async function takeArtifacts(
  { run, target, summary, skip, signal }: Omit<Taking, 'experiments'>,
  created: Run,
): Promise<void> {
  const root = artifactUriPath(created.info.artifactUri);
  if (root === null) return;
  const there = new Map<string, number | null>();
  const listed = new Set<string>();
  for await (const artifact of run.artifacts()) {
    signal.throwIfAborted();
    const item = `${run.origin}: ${artifact.path}`;
    try {
      const path = `${root}/${safeArtifactPath(artifact.path)}`;
      const folder = path.slice(0, path.lastIndexOf('/'));
      if (!listed.has(folder)) {
        for (const entry of await target.artifacts.listFolder(folder)) there.set(entry.path, entry.size);
        listed.add(folder);
      }
      if (artifact.size !== null && there.get(path) === artifact.size) continue;
      await target.artifacts.write(path, await artifact.open());
      summary.artifacts += 1;
      summary.artifactBytes += artifact.size ?? 0;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TrackingError && fatal.has(error.code)) throw error;
      skip(item, error instanceof Error ? error.message : String(error));
    }
  }
}

async function createRun(tracker: Tracker, experiments: ExperimentNames, run: SourceRun): Promise<Run> {
  const experimentId = await experiments.idOf(run.experiment);
  return tracker.createRun({
    runId: run.runId,
    experimentId,
    startTime: run.startTime,
    userId: run.userId,
    runName: run.runName,
    tags: { [interopTags.importSource]: run.origin },
  });
}

async function existingRun(tracker: Tracker, runId: string): Promise<Run | null> {
  const [run] = await tracker.getRuns([runId]);
  return run ?? null;
}

function* chunks<T>(items: T[]): Iterable<T[]> {
  for (let start = 0; start < items.length; start += pairsPerBatch)
    yield items.slice(start, start + pairsPerBatch);
}

async function* batched(
  source: AsyncIterable<MetricPoint[]> | Iterable<MetricPoint[]>,
  isTaken: (point: MetricPoint) => boolean,
): AsyncIterable<MetricPoint[]> {
  let batch: MetricPoint[] = [];
  for await (const points of source) {
    for (const point of points) {
      if (isTaken(point)) batch.push(point);
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length) yield batch;
}
