import { interopTags, type PushSummary } from '../../schemas/protocol/interop.ts';
import { type Run, runTags } from '../../schemas/protocol/tracking.ts';
import type { ArtifactStore } from '../tracking/artifact-store.ts';
import type { RemoteTracker } from '../tracking/remote/remote-tracker.ts';
import { type MetricPoint, type Tracker, TrackingError } from '../tracking/tracker.ts';
import { missingPoints } from './missing-points.ts';
import { type ArtifactTarget, localArtifacts, pushArtifacts } from './push-artifacts.ts';
import { pushFingerprint } from './push-fingerprint.ts';

const batchSize = 1_000;

export interface PushRequest {
  local: { tracker: Tracker; artifacts: ArtifactStore };
  remote: { tracker: RemoteTracker; artifacts: ArtifactTarget };
  runIds: string[];
  signal: AbortSignal;
  onProgress: (progress: { done: number; total: number; current: string }) => void;
}

/**
 * Sends runs to an MLflow server. A run that is there (by its tag `slipway.pushedFrom`) gets what it lacks, so that
 * pushing again, or after an interruption, adds nothing twice. A run that fails is in the summary with its reason;
 * a server that cannot be reached ends the push with a `TrackingError`.
 */
export async function pushRuns(request: PushRequest): Promise<PushSummary> {
  const { local, runIds, signal, onProgress } = request;
  const summary: PushSummary = {
    created: 0,
    updated: 0,
    unchanged: 0,
    points: 0,
    artifacts: 0,
    artifactBytes: 0,
    failed: [],
  };
  const pusher = new Pusher(request, summary);
  const runs = parentsFirst(await local.tracker.getRuns(runIds));
  for (const [done, run] of runs.entries()) {
    signal.throwIfAborted();
    onProgress({ done, total: runs.length, current: run.info.runName });
    try {
      summary[await pusher.push(run)] += 1;
    } catch (error) {
      signal.throwIfAborted();
      const unreachable = error instanceof TrackingError && error.code === 'TEMPORARILY_UNAVAILABLE';
      const refused = error instanceof TrackingError && error.code === 'PERMISSION_DENIED';
      if (unreachable || refused || !(error instanceof Error)) throw error;
      summary.failed.push({ runId: run.info.runId, reason: error.message });
    }
  }
  onProgress({ done: runs.length, total: runs.length, current: '' });
  return summary;
}

class Pusher {
  readonly #request: PushRequest;
  readonly #summary: PushSummary;
  /** Local run id -> id on the server; local experiment id -> id on the server. */
  readonly #runs = new Map<string, string>();
  readonly #experiments = new Map<string, string>();

  constructor(request: PushRequest, summary: PushSummary) {
    this.#request = request;
    this.#summary = summary;
  }

  async push(run: Run): Promise<'created' | 'updated' | 'unchanged'> {
    const { local, remote } = this.#request;
    const { runId } = run.info;
    if (run.info.lifecycleStage === 'deleted') throw new Error('it is deleted here; restore it first');
    // What was imported from the server is there already.
    const origin = run.tags[interopTags.importSource] ?? '';
    if (origin.startsWith(`${remote.tracker.client.server.uri}/#/`)) return 'unchanged';
    const files = await localArtifacts(local.artifacts, runId);
    const fingerprint = await pushFingerprint(local.tracker, run, files);
    const existing = await this.#find(runId);
    if (existing) {
      this.#runs.set(runId, existing.info.runId);
      if (existing.info.lifecycleStage === 'deleted')
        throw new Error('it is deleted on the server; restore it there first');
      if (existing.tags[interopTags.pushFingerprint] === fingerprint) return 'unchanged';
    }
    const target = existing ?? (await this.#create(run));
    const targetId = target.info.runId;
    this.#runs.set(runId, targetId);
    await remote.tracker.logBatch(targetId, {
      metrics: [],
      params: Object.entries(run.params)
        .filter(([key]) => !(key in target.params))
        .map(([key, value]) => ({ key, value })),
      tags: await this.#tagsFor(run),
    });
    if (run.inputs.length)
      await remote.tracker.logInputs(
        targetId,
        run.inputs.map(({ tags, ...dataset }) => ({ dataset, tags })),
      );
    await this.#pushMetrics(run, target);
    const startedAt = Date.now();
    const sent = await pushArtifacts({
      target: remote.artifacts,
      runId: targetId,
      files,
      sentAt: Number(target.tags[interopTags.pushedAt] ?? 0),
      signal: this.#request.signal,
    });
    this.#summary.artifacts += sent.artifacts;
    this.#summary.artifactBytes += sent.bytes;
    await remote.tracker.updateRun(targetId, { status: run.info.status, endTime: run.info.endTime });
    // Last: a push that was interrupted before takes this run up again.
    await remote.tracker.logBatch(targetId, {
      metrics: [],
      params: [],
      tags: [
        { key: interopTags.pushFingerprint, value: fingerprint },
        { key: interopTags.pushedAt, value: String(startedAt) },
      ],
    });
    return existing ? 'updated' : 'created';
  }

  async #pushMetrics(run: Run, target: Run): Promise<void> {
    const { local, remote, signal } = this.#request;
    const there = new Set(target.metrics.map(({ key }) => key));
    let batch: MetricPoint[] = [];
    const send = async () => {
      signal.throwIfAborted();
      if (batch.length)
        await remote.tracker.logBatch(target.info.runId, { metrics: batch, params: [], tags: [] });
      this.#summary.points += batch.length;
      batch = [];
    };
    for (const { key } of run.metrics) {
      const missing = missingPoints(
        (page) => local.tracker.metricHistory(run.info.runId, key, page),
        (page) =>
          there.has(key)
            ? remote.tracker.metricHistory(target.info.runId, key, page)
            : Promise.resolve({ items: [], nextPageToken: null }),
      );
      for await (const point of missing) {
        batch.push(point);
        if (batch.length === batchSize) await send();
      }
    }
    await send();
  }

  async #find(localRunId: string): Promise<Run | null> {
    const page = await this.#request.remote.tracker.searchRuns({
      experimentIds: [],
      filter: `tags.\`${interopTags.pushedFrom}\` = '${localRunId}'`,
      orderBy: ['attributes.start_time ASC'],
      view: 'ALL',
      maxResults: 1,
      pageToken: null,
    });
    return page.items[0] ?? null;
  }

  async #create(run: Run): Promise<Run> {
    const { remote } = this.#request;
    return remote.tracker.createRun({
      runId: null,
      experimentId: await this.#experimentFor(run.info.experimentId),
      startTime: run.info.startTime ?? Date.now(),
      userId: run.info.userId,
      runName: run.info.runName,
      // With the creation, so that an interrupted push finds it again.
      tags: { [interopTags.pushedFrom]: run.info.runId },
    });
  }

  async #experimentFor(localId: string): Promise<string> {
    const known = this.#experiments.get(localId);
    if (known !== undefined) return known;
    const { local, remote } = this.#request;
    const { name } = await local.tracker.getExperiment(localId);
    const existing = await remote.tracker.getExperimentByName(name);
    if (existing?.lifecycleStage === 'deleted')
      throw new Error(`its experiment "${name}" is deleted on the server; restore it there first`);
    const id =
      existing?.experimentId ??
      (await remote.tracker.createExperiment({ name, artifactLocation: null, tags: {} }));
    this.#experiments.set(localId, id);
    return id;
  }

  /** The run's own tags, its parent under the id that it has on the server. */
  async #tagsFor(run: Run): Promise<{ key: string; value: string }[]> {
    const tags: { key: string; value: string }[] = [];
    for (const [key, value] of Object.entries(run.tags)) {
      if (key === runTags.execution || key.startsWith('slipway.import.')) continue;
      if (key !== runTags.parent) tags.push({ key, value });
      else {
        const parent = this.#runs.get(value) ?? (await this.#find(value))?.info.runId;
        if (parent !== undefined) tags.push({ key, value: parent });
      }
    }
    return tags;
  }
}

/** So that a child finds its parent on the server. */
function parentsFirst(runs: Run[]): Run[] {
  const byId = new Map(runs.map((run) => [run.info.runId, run]));
  const ordered = new Set<Run>();
  const visit = (run: Run, path: Set<Run>) => {
    if (ordered.has(run) || path.has(run)) return;
    const parent = byId.get(run.tags[runTags.parent] ?? '');
    if (parent) visit(parent, path.add(run));
    ordered.add(run);
  };
  for (const run of runs) visit(run, new Set());
  return [...ordered];
}
