import type {
  Experiment,
  LifecycleStage,
  MetricSeries,
  Run,
  RunColumn,
  RunInfo,
  RunQuery,
  RunRow,
  RunStatus,
  SeriesId,
  TrackerInfo,
  ViewType,
} from '../../../schemas/protocol/tracking.ts';
import {
  type LogBatch,
  type MetricPoint,
  type Page,
  type PageRequest,
  type RunInput,
  type Tracker,
  type TrackingChange,
  TrackingError,
} from '../tracker.ts';
import { HistoryCache } from './history-cache.ts';
import type { MlflowServer } from './mlflow-call.ts';
import { MlflowClient } from './mlflow-client.ts';
import { MlflowRest } from './mlflow-rest.ts';
import { Poller } from './poller.ts';
import { RunCache } from './run-cache.ts';
import { rowOf } from './run-row.ts';
import { seriesOf } from './series.ts';

const pageSize = 1_000;
const parallel = 8;

/**
 * A real MLflow server (2.x, 3.x) behind the interface of the embedded store. Reads are answered from what the
 * server told within seconds; while someone looks, a poller asks for what changed and tells `onChange`.
 */
export class RemoteTracker implements Tracker {
  readonly name: string;
  readonly client: MlflowClient;
  readonly rest: MlflowRest;
  readonly #runs = new RunCache();
  readonly #histories: HistoryCache;
  readonly #poller: Poller;

  /** `isWatched`: whether a window is open that may show what it once asked for. */
  constructor(server: MlflowServer, onChange: (change: TrackingChange) => void, isWatched: () => boolean) {
    this.name = server.name;
    this.client = new MlflowClient(server);
    this.rest = new MlflowRest(this.client);
    this.#histories = new HistoryCache((runId, key, page, signal) =>
      this.rest.metricHistory(runId, key, page, signal),
    );
    this.#poller = new Poller({
      rest: this.rest,
      runs: this.#runs,
      histories: this.#histories,
      onChange,
      isWatched,
    });
  }

  /** Ends the polling; the tracker is thrown away. */
  dispose(): void {
    this.#poller.dispose();
  }

  async info(): Promise<TrackerInfo> {
    return { name: this.name, kind: 'remote', uri: this.client.server.uri, ...this.client.state };
  }

  createExperiment(request: {
    name: string;
    artifactLocation: string | null;
    tags: Record<string, string>;
  }): Promise<string> {
    return this.rest.createExperiment(request);
  }

  getExperiment(experimentId: string): Promise<Experiment> {
    return this.rest.getExperiment(experimentId);
  }

  getExperimentByName(name: string): Promise<Experiment | null> {
    return this.rest.getExperimentByName(name);
  }

  searchExperiments(
    request: PageRequest & { filter: string; orderBy: string[]; view: ViewType },
  ): Promise<Page<Experiment>> {
    this.#poller.look([]);
    return this.rest.searchExperiments(request);
  }

  renameExperiment(experimentId: string, name: string): Promise<void> {
    return this.rest.updateExperiment(experimentId, name);
  }

  setExperimentTag(experimentId: string, key: string, value: string): Promise<void> {
    return this.rest.setExperimentTag(experimentId, key, value);
  }

  deleteExperimentTag(experimentId: string, key: string): Promise<void> {
    return this.rest.deleteExperimentTag(experimentId, key);
  }

  setExperimentStage(experimentId: string, stage: LifecycleStage): Promise<void> {
    return stage === 'deleted'
      ? this.rest.deleteExperiment(experimentId)
      : this.rest.restoreExperiment(experimentId);
  }

  async createRun(request: {
    runId: string | null;
    experimentId: string;
    startTime: number;
    userId: string;
    runName: string;
    tags: Record<string, string>;
  }): Promise<Run> {
    if (request.runId !== null)
      throw new TrackingError(
        'INVALID_PARAMETER_VALUE',
        'an MLflow server gives its runs their ids itself; a run cannot be created with one',
      );
    const run = await this.rest.createRun(request);
    this.#runs.put(run);
    return run;
  }

  async getRun(runId: string): Promise<Run> {
    const run = await this.rest.getRun(runId);
    this.#runs.put(run);
    this.#poller.look([run.info.experimentId]);
    return run;
  }

  async getRuns(runIds: string[]): Promise<Run[]> {
    const found = new Map<string, Run>();
    const queue = runIds.filter((runId) => {
      const run = this.#runs.fresh(runId);
      if (run) found.set(runId, run);
      return run === null;
    });
    const worker = async () => {
      for (let runId = queue.pop(); runId !== undefined; runId = queue.pop()) {
        const run = await this.getRun(runId).catch(nullWhereGone);
        if (run) found.set(runId, run);
        else this.#runs.forget(runId);
      }
    };
    await Promise.all(Array.from({ length: Math.min(parallel, queue.length) }, worker));
    const runs = runIds.flatMap((runId) => found.get(runId) ?? []);
    this.#poller.look(runs.map(({ info }) => info.experimentId));
    return runs;
  }

  async updateRun(
    runId: string,
    change: { status?: RunStatus; endTime?: number | null; runName?: string },
  ): Promise<RunInfo> {
    this.#runs.forget(runId);
    return this.rest.updateRun(runId, change);
  }

  async setRunStage(runId: string, stage: LifecycleStage): Promise<void> {
    this.#runs.forget(runId);
    await (stage === 'deleted' ? this.rest.deleteRun(runId) : this.rest.restoreRun(runId));
  }

  async logBatch(runId: string, batch: LogBatch): Promise<void> {
    this.#runs.forget(runId);
    await this.rest.logBatch(runId, batch);
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    this.#runs.forget(runId);
    await this.rest.deleteTag(runId, key);
  }

  logInputs(runId: string, inputs: RunInput[]): Promise<void> {
    this.#runs.forget(runId);
    return this.rest.logInputs(runId, inputs);
  }

  async searchRuns(request: PageRequest & RunQuery): Promise<Page<Run>> {
    const experimentIds = await this.#experiments(request.experimentIds);
    this.#poller.look(experimentIds);
    const page = await this.rest.searchRuns({ ...request, experimentIds });
    for (const run of page.items) this.#runs.put(run);
    return page;
  }

  async queryRunIds(query: RunQuery): Promise<string[]> {
    const experimentIds = await this.#experiments(query.experimentIds);
    if (experimentIds.length === 0) return [];
    const ids: string[] = [];
    let pageToken: string | null = null;
    do {
      const page: Page<Run> = await this.searchRuns({
        ...query,
        experimentIds,
        maxResults: pageSize,
        pageToken,
      });
      for (const run of page.items) ids.push(run.info.runId);
      pageToken = page.nextPageToken;
    } while (pageToken !== null);
    return ids;
  }

  async runRows(runIds: string[], columns: RunColumn[]): Promise<RunRow[]> {
    return (await this.getRuns(runIds)).map((run) => rowOf(run, columns));
  }

  /** MLflow has no such question: the columns of the runs that were told, at least the newest page of them. */
  async runColumns(
    experimentIds: string[],
  ): Promise<{ params: string[]; metrics: string[]; tags: string[] }> {
    const ids = await this.#experiments(experimentIds);
    const newest = {
      filter: '',
      orderBy: [],
      view: 'ACTIVE_ONLY' as const,
      maxResults: pageSize,
      pageToken: null,
    };
    if (ids.length) await this.searchRuns({ ...newest, experimentIds: ids });
    const params = new Set<string>();
    const metrics = new Set<string>();
    const tags = new Set<string>();
    for (const run of this.#runs.runsOf(new Set(ids))) {
      for (const key of Object.keys(run.params)) params.add(key);
      for (const { key } of run.metrics) metrics.add(key);
      for (const key of Object.keys(run.tags)) tags.add(key);
    }
    return { params: [...params].sort(), metrics: [...metrics].sort(), tags: [...tags].sort() };
  }

  metricHistory(runId: string, key: string, page: PageRequest): Promise<Page<MetricPoint>> {
    return this.rest.metricHistory(runId, key, page);
  }

  async metricSeries(request: {
    series: SeriesId[];
    maxPoints: number;
    range?: { axis: 'step' | 'timestamp'; min: number; max: number };
  }): Promise<MetricSeries[]> {
    const results = new Map<SeriesId, MetricSeries>();
    const queue = [...request.series];
    const worker = async () => {
      for (let series = queue.shift(); series !== undefined; series = queue.shift()) {
        const { points } = await this.#history(series);
        results.set(series, seriesOf(series, points, request.maxPoints, request.range ?? null));
      }
    };
    await Promise.all(Array.from({ length: Math.min(parallel, queue.length) }, worker));
    return request.series.flatMap((series) => results.get(series) ?? []);
  }

  async #history({ runId, key }: SeriesId): Promise<{ points: readonly MetricPoint[] }> {
    const run = this.#runs.fresh(runId) ?? (await this.getRun(runId));
    this.#poller.look([run.info.experimentId]);
    const known = this.#histories.known(runId, key);
    const latest = run.metrics.find((metric) => metric.key === key);
    const last = known?.at(-1);
    const upToDate =
      known && last && latest && last.step === latest.step && last.timestamp === latest.timestamp;
    return upToDate ? { points: known } : this.#histories.refresh(runId, key);
  }

  /** The asked ones, or all that are there: MLflow searches runs only within named experiments. */
  async #experiments(experimentIds: string[]): Promise<string[]> {
    if (experimentIds.length) return experimentIds;
    const ids: string[] = [];
    let pageToken: string | null = null;
    do {
      const page: Page<Experiment> = await this.rest.searchExperiments({
        filter: '',
        orderBy: [],
        view: 'ALL',
        maxResults: pageSize,
        pageToken,
      });
      for (const { experimentId } of page.items) ids.push(experimentId);
      pageToken = page.nextPageToken;
    } while (pageToken !== null);
    return ids;
  }
}

function nullWhereGone(error: unknown): null {
  if (error instanceof TrackingError && error.code === 'RESOURCE_DOES_NOT_EXIST') return null;
  throw error;
}
