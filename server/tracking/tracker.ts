import type {
  DatasetInput,
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
} from '../../schemas/protocol/tracking.ts';

/** One logged value. `timestamp` in milliseconds, `value` any double (NaN and infinities included). */
export interface MetricPoint {
  key: string;
  value: number;
  timestamp: number;
  step: number;
}

/** Limits are MLflow's; values of params and tags that are too long are cut, as MLflow does by default. */
export interface LogBatch {
  metrics: MetricPoint[];
  params: { key: string; value: string }[];
  tags: { key: string; value: string }[];
}

export interface Page<T> {
  items: T[];
  /** Opaque; null on the last page. */
  nextPageToken: string | null;
}

export interface PageRequest {
  maxResults: number;
  pageToken: string | null;
}

export interface RunInput {
  dataset: Omit<DatasetInput, 'tags'>;
  tags: Record<string, string>;
}

/**
 * Where runs live: the embedded store, or a real MLflow server over REST. The UI cannot tell which.
 * Every method rejects with a `TrackingError` that carries MLflow's own error code, or with the store's
 * `UserError` (`SLW-STORE-…`: a full disk, a read-only folder, a damaged file), which no retry mends.
 */
export interface Tracker {
  readonly name: string;
  info(): Promise<TrackerInfo>;

  createExperiment(request: {
    name: string;
    artifactLocation: string | null;
    tags: Record<string, string>;
  }): Promise<string>;
  getExperiment(experimentId: string): Promise<Experiment>;
  getExperimentByName(name: string): Promise<Experiment | null>;
  searchExperiments(
    request: PageRequest & { filter: string; orderBy: string[]; view: ViewType },
  ): Promise<Page<Experiment>>;
  renameExperiment(experimentId: string, name: string): Promise<void>;
  setExperimentTag(experimentId: string, key: string, value: string): Promise<void>;
  deleteExperimentTag(experimentId: string, key: string): Promise<void>;
  setExperimentStage(experimentId: string, stage: LifecycleStage): Promise<void>;

  createRun(request: {
    /** An id that the run already has elsewhere (import); null: a new one. RESOURCE_ALREADY_EXISTS where it is taken. */
    runId: string | null;
    experimentId: string;
    startTime: number;
    userId: string;
    runName: string;
    tags: Record<string, string>;
  }): Promise<Run>;
  getRun(runId: string): Promise<Run>;
  /** Runs in the order asked; a run that is not there is left out. */
  getRuns(runIds: string[]): Promise<Run[]>;
  updateRun(
    runId: string,
    change: { status?: RunStatus; endTime?: number | null; runName?: string },
  ): Promise<RunInfo>;
  setRunStage(runId: string, stage: LifecycleStage): Promise<void>;
  /**
   * One transaction: on disk when the promise resolves, or nothing of it is. The tag `mlflow.runName` renames
   * the run. Also serves MLflow's log-metric, log-parameter and set-tag.
   */
  logBatch(runId: string, batch: LogBatch): Promise<void>;
  deleteTag(runId: string, key: string): Promise<void>;
  logInputs(runId: string, inputs: RunInput[]): Promise<void>;

  searchRuns(request: PageRequest & RunQuery): Promise<Page<Run>>;
  /** All matching run ids in order. */
  queryRunIds(query: RunQuery): Promise<string[]>;
  runRows(runIds: string[], columns: RunColumn[]): Promise<RunRow[]>;
  runColumns(experimentIds: string[]): Promise<{ params: string[]; metrics: string[]; tags: string[] }>;

  metricHistory(runId: string, key: string, page: PageRequest): Promise<Page<MetricPoint>>;
  metricSeries(request: {
    series: SeriesId[];
    maxPoints: number;
    range?: { axis: 'step' | 'timestamp'; min: number; max: number };
  }): Promise<MetricSeries[]>;
}

/** MLflow's error codes that a client meets; the HTTP status follows from the code. */
export type TrackingErrorCode =
  | 'INVALID_PARAMETER_VALUE'
  | 'RESOURCE_ALREADY_EXISTS'
  | 'RESOURCE_DOES_NOT_EXIST'
  | 'BAD_REQUEST'
  | 'PERMISSION_DENIED'
  | 'ENDPOINT_NOT_FOUND'
  | 'NOT_IMPLEMENTED'
  | 'RESOURCE_EXHAUSTED'
  | 'INVALID_STATE'
  | 'TEMPORARILY_UNAVAILABLE'
  | 'INTERNAL_ERROR';

export class TrackingError extends Error {
  readonly code: TrackingErrorCode;

  constructor(code: TrackingErrorCode, message: string) {
    super(message);
    this.name = 'TrackingError';
    this.code = code;
  }
}

/** What a change of the store tells those who watch; sent after the commit. */
export interface TrackingChange {
  experiments: boolean;
  /** Runs whose info, params, tags or inputs changed. */
  runs: Set<string>;
  /** Points that were inserted, by run. */
  points: Map<string, MetricPoint[]>;
}
