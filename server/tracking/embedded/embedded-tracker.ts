import type {
  Experiment,
  LifecycleStage,
  MetricSeries,
  Run,
  RunColumn,
  RunInfo,
  RunQuery,
  SeriesId,
  RunRow as TableRow,
  TrackerInfo,
} from '../../../schemas/protocol/tracking.ts';
import type { Store } from '../../store/store.ts';
import { pageOffset, pageToken } from '../page-token.ts';
import type { CreateRunRequest, RunAdoption } from '../run-adoption.ts';
import type {
  LogBatch,
  MetricPoint,
  Page,
  PageRequest,
  RunInput,
  Tracker,
  TrackingChange,
} from '../tracker.ts';
import { ChangeFeed } from './change-feed.ts';
import { Experiments } from './experiments.ts';
import { Inputs } from './inputs.ts';
import { loadRuns } from './load-runs.ts';
import { BatchLog } from './log-batch.ts';
import { EmbeddedLoggedModels } from './logged-models.ts';
import { metricHistory, metricSeries } from './metrics.ts';
import type { SeriesRange } from './reduce-series.ts';
import { Adoptions } from './run-adoption.ts';
import { RunSearch } from './run-search/run-search.ts';
import { runColumns, runRows } from './run-table.ts';
import { type NewRun, Runs } from './runs.ts';
import { type ExperimentSearch, searchExperiments } from './search-experiments.ts';

/** The tracker over the workspace's own store. Synchronous inside: a promise only says when, never where. */
export class EmbeddedTracker implements Tracker, RunAdoption {
  readonly name = 'local';
  readonly loggedModels: EmbeddedLoggedModels;
  readonly #store: Store;
  readonly #feed: ChangeFeed;
  readonly #experiments: Experiments;
  readonly #runs: Runs;
  readonly #batches: BatchLog;
  readonly #inputs: Inputs;
  readonly #adoptions: Adoptions;
  readonly #search: RunSearch;

  /** `now` in milliseconds since 1970, for creation and deletion times. */
  constructor(store: Store, now: () => number = Date.now) {
    this.#store = store;
    this.#search = new RunSearch(store);
    this.#feed = new ChangeFeed(store, (runId) => this.#search.touch(runId));
    this.#experiments = new Experiments(store, this.#feed, now);
    this.#runs = new Runs(store, this.#feed, this.#experiments, now);
    this.#batches = new BatchLog(store, this.#feed, this.#runs);
    this.#inputs = new Inputs(store, this.#feed, this.#runs);
    this.#adoptions = new Adoptions(store, this.#feed, this.#experiments, this.#runs);
    this.loggedModels = new EmbeddedLoggedModels(store, this.#experiments, now);
    this.#experiments.ensureDefault();
  }

  /** Calls `listener` after each commit that changed something; returns how to stop. */
  onChange(listener: (change: TrackingChange) => void): () => void {
    return this.#feed.listen(listener);
  }

  async info(): Promise<TrackerInfo> {
    const { database } = this.#store.layout;
    return {
      name: this.name,
      kind: 'embedded',
      uri: database,
      state: 'ready',
      detail: this.#store.readOnly ?? database,
    };
  }

  async createExperiment(request: {
    name: string;
    artifactLocation: string | null;
    tags: Record<string, string>;
  }): Promise<string> {
    return this.#experiments.create(request.name, request.artifactLocation, request.tags);
  }

  async getExperiment(experimentId: string): Promise<Experiment> {
    return this.#store.read(() => this.#experiments.get(experimentId));
  }

  async getExperimentByName(name: string): Promise<Experiment | null> {
    return this.#store.read(() => this.#experiments.getByName(name));
  }

  async searchExperiments(search: ExperimentSearch): Promise<Page<Experiment>> {
    return this.#store.read(() => searchExperiments(this.#store, this.#experiments, search));
  }

  async renameExperiment(experimentId: string, name: string): Promise<void> {
    this.#experiments.rename(experimentId, name);
  }

  async setExperimentTag(experimentId: string, key: string, value: string): Promise<void> {
    this.#experiments.setTag(experimentId, key, value);
  }

  async deleteExperimentTag(experimentId: string, key: string): Promise<void> {
    this.#experiments.deleteTag(experimentId, key);
  }

  async setExperimentStage(experimentId: string, stage: LifecycleStage): Promise<void> {
    this.#experiments.setStage(experimentId, stage);
  }

  async createRun(request: NewRun): Promise<Run> {
    return this.#runs.create(request);
  }

  async adoptRun(preparedRunId: string, request: CreateRunRequest): Promise<Run | null> {
    return this.#adoptions.adopt(preparedRunId, request);
  }

  async getRun(runId: string): Promise<Run> {
    return this.#store.read(() => this.#runs.get(runId));
  }

  async getRuns(runIds: string[]): Promise<Run[]> {
    return this.#store.read(() => this.#runs.getMany(runIds));
  }

  async updateRun(runId: string, change: Parameters<Tracker['updateRun']>[1]): Promise<RunInfo> {
    return this.#runs.update(runId, change);
  }

  async setRunStage(runId: string, stage: LifecycleStage): Promise<void> {
    this.#runs.setStage(runId, stage);
  }

  /** For garbage collection; MLflow's API never asks for these two. */
  async runsDeletedBefore(time: number): Promise<{ runId: string; name: string; deletedTime: number }[]> {
    return this.#store.read(() => this.#runs.deletedBefore(time));
  }

  /** Removes a deleted run from the store for good. Its artifacts are files of their own. */
  async purgeRun(runId: string): Promise<void> {
    this.#runs.purge(runId);
  }

  async logBatch(runId: string, batch: LogBatch): Promise<void> {
    this.#batches.log(runId, batch);
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    this.#runs.deleteTag(runId, key);
  }

  async logInputs(runId: string, inputs: RunInput[]): Promise<void> {
    this.#inputs.log(runId, inputs);
  }

  async searchRuns(search: PageRequest & RunQuery): Promise<Page<Run>> {
    return this.#store.read(() => {
      const offset = pageOffset(search.pageToken);
      const rows = this.#search.rows(search, { offset, limit: search.maxResults + 1 });
      return {
        items: loadRuns(this.#store, rows.slice(0, search.maxResults)),
        nextPageToken: rows.length > search.maxResults ? pageToken(offset + search.maxResults) : null,
      };
    });
  }

  async queryRunIds(query: RunQuery): Promise<string[]> {
    return this.#store.read(() => this.#search.ids(query));
  }

  async runRows(runIds: string[], columns: RunColumn[]): Promise<TableRow[]> {
    return this.#store.read(() => runRows(this.#store, runIds, columns));
  }

  async runColumns(
    experimentIds: string[],
  ): Promise<{ params: string[]; metrics: string[]; tags: string[] }> {
    return this.#store.read(() => runColumns(this.#store, experimentIds));
  }

  async metricHistory(runId: string, key: string, page: PageRequest): Promise<Page<MetricPoint>> {
    return this.#store.read(() => metricHistory(this.#store, runId, key, page));
  }

  async metricSeries(request: {
    series: SeriesId[];
    maxPoints: number;
    range?: SeriesRange;
  }): Promise<MetricSeries[]> {
    return this.#store.read(() =>
      request.series.map((id) => metricSeries(this.#store, id, request.maxPoints, request.range)),
    );
  }
}
