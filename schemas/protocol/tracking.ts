import type { Float64Column } from './arrays.ts';

/** Words and limits are MLflow's; times are milliseconds since 1970 (UTC). */
export type RunStatus = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';
export type LifecycleStage = 'active' | 'deleted';
export type ViewType = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';

export interface Experiment {
  experimentId: string;
  name: string;
  artifactLocation: string;
  lifecycleStage: LifecycleStage;
  creationTime: number | null;
  lastUpdateTime: number | null;
  tags: Record<string, string>;
}

export interface RunInfo {
  runId: string;
  runName: string;
  experimentId: string;
  status: RunStatus;
  startTime: number | null;
  endTime: number | null;
  lifecycleStage: LifecycleStage;
  artifactUri: string;
  userId: string;
}

/** The latest value of a metric: the greatest (step, timestamp, value). JSON has no NaN: use `encodeMetricValue`. */
export interface LatestMetric {
  key: string;
  value: MetricValue;
  timestamp: number;
  step: number;
}

/** A double that JSON can carry: a number, or one of the three that it cannot. */
export type MetricValue = number | 'NaN' | 'Infinity' | '-Infinity';

export function encodeMetricValue(value: number): MetricValue {
  return Number.isFinite(value) ? value : (String(value) as MetricValue);
}

export function decodeMetricValue(value: MetricValue): number {
  return typeof value === 'number' ? value : Number(value);
}

export interface DatasetInput {
  name: string;
  digest: string;
  sourceType: string;
  source: string;
  schema: string | null;
  profile: string | null;
  tags: Record<string, string>;
}

export interface Run {
  info: RunInfo;
  params: Record<string, string>;
  metrics: LatestMetric[];
  tags: Record<string, string>;
  inputs: DatasetInput[];
}

/** A column of the runs table, as in MLflow's search language: `attributes.x`, `params.x`, `metrics.x`, `tags.x`. */
export type RunColumn = string;

export interface RunQuery {
  /** Empty: all experiments. */
  experimentIds: string[];
  /** MLflow's filter language; empty matches all. */
  filter: string;
  /** For example `metrics.auc DESC`. Ties fall to start_time DESC, run_id. */
  orderBy: string[];
  view: ViewType;
}

/** One row of the table: only the asked columns, in their order; null where the run has no such value. */
export interface RunRow {
  info: RunInfo;
  cells: (string | MetricValue | null)[];
}

export interface ArtifactEntry {
  path: string;
  isDir: boolean;
  /** Bytes; null for a folder or where the tracker does not say. */
  size: number | null;
}

export interface SeriesId {
  runId: string;
  key: string;
}

/** Points of one metric, ordered by (timestamp, step, value). The three columns have one length. */
export interface MetricSeries extends SeriesId {
  steps: Float64Column;
  timestamps: Float64Column;
  values: Float64Column;
  /** Points stored, before decimation. */
  total: number;
  decimated: boolean;
}

export interface TrackerInfo {
  /** `local`, or the name in slipway.yaml. */
  name: string;
  kind: 'embedded' | 'remote';
  uri: string;
  state: 'ready' | 'offline' | 'waiting-for-credentials';
  detail: string;
}

/** Every request names the tracker it is for; empty is the workspace's own choice. */
interface At {
  tracker?: string;
}

export interface TrackingRequests {
  'trackers/list': {
    params: Record<string, never>;
    result: {
      trackers: TrackerInfo[];
      current: string;
      /** What is wrong in slipway.yaml, whose other parts are in use; lines and columns from 1. */
      problems: { message: string; line: number; column: number }[];
    };
  };
  'experiments/list': { params: At & { view: ViewType }; result: { experiments: Experiment[] } };
  /** Ordered run ids: cheap at 100,000 runs, so that a table can select, jump and restore by id. */
  'runs/query': { params: At & RunQuery; result: { ids: string[]; total: number } };
  'runs/rows': { params: At & { ids: string[]; columns: RunColumn[] }; result: { rows: RunRow[] } };
  /** Columns that runs of these experiments have. */
  'runs/columns': {
    params: At & { experimentIds: string[] };
    result: { params: string[]; metrics: string[]; tags: string[] };
  };
  'runs/get': { params: At & { ids: string[] }; result: { runs: Run[] } };
  'runs/rename': { params: At & { runId: string; name: string }; result: null };
  'runs/setTag': { params: At & { runIds: string[]; key: string; value: string }; result: null };
  'runs/deleteTag': { params: At & { runIds: string[]; key: string }; result: null };
  'runs/delete': { params: At & { runIds: string[] }; result: null };
  'runs/restore': { params: At & { runIds: string[] }; result: null };
  'metrics/series': {
    params: At & {
      series: SeriesId[];
      /** Per series; decimation keeps extremes and the first and last point. */
      maxPoints: number;
      /** Only points whose x lies within, so that zooming in shows what decimation hid. */
      range?: { axis: 'step' | 'timestamp'; min: number; max: number };
    };
    result: { series: MetricSeries[] };
  };
  /** Sends `metrics/appended` until `metrics/unsubscribe` or the connection closes. */
  'metrics/subscribe': { params: At & { runIds: string[] }; result: { subscription: string } };
  'metrics/unsubscribe': { params: { subscription: string }; result: null };
  'artifacts/list': { params: At & { runId: string; path: string }; result: { entries: ArtifactEntry[] } };
  /** A readable local path of the artifact (a remote tracker's is downloaded first). */
  'artifacts/locate': { params: At & { runId: string; path: string }; result: { file: string } };
}

export interface TrackingNotifications {
  /** Something a view may show has changed; coalesced. Views ask again for what they look at. */
  'tracking/changed': { tracker: string; experiments: boolean; runIds: string[]; metricsOnly: boolean };
  'metrics/appended': { subscription: string; series: MetricSeries[] };
}

/** Tags of ours on a run, next to MLflow's own `mlflow.*`. */
export const runTags = {
  name: 'mlflow.runName',
  parent: 'mlflow.parentRunId',
  note: 'mlflow.note.content',
  user: 'mlflow.user',
  sourceName: 'mlflow.source.name',
  sourceType: 'mlflow.source.type',
  commit: 'mlflow.source.git.commit',
  branch: 'mlflow.source.git.branch',
  repository: 'mlflow.source.git.repoURL',
  star: 'slipway.star',
  execution: 'slipway.execution',
  /** `true` on the parent of a pipeline's runs. */
  pipeline: 'slipway.pipeline',
  stage: 'slipway.stage',
  /** Id of the private copy of the workspace that a pipeline ran in. */
  copy: 'slipway.pipeline.copy',
  /** Id of the pipeline's run that this one, in the workspace as it was, goes on with. */
  resumed: 'slipway.pipeline.resumed',
  /** Which attempt at its stage a run was, from 1; on stages with retries alone. */
  attempt: 'slipway.attempt',
  /** On a sweep's own run: what it searches, as `meta.slipway.sweep` says it. */
  sweep: 'slipway.sweep',
  /** On a trial: its number and its point in the search. */
  trial: 'slipway.sweep.trial',
  /** `true` on a trial that was stopped early. */
  pruned: 'slipway.sweep.pruned',
  /** On a sweep's own run: the run of its best trial. */
  bestTrial: 'slipway.sweep.best',
  reason: 'slipway.reason',
  warning: 'slipway.warning',
  command: 'slipway.command',
  exitCode: 'slipway.exitCode',
  dirty: 'slipway.git.dirty',
  pythonVersion: 'slipway.python.version',
  sourceHash: 'slipway.source.sha256',
  /** Of a notebook's source cells alone: outputs do not change it. */
  cellsHash: 'slipway.source.cells.sha256',
  machine: 'slipway.machine',
  sharedGpu: 'slipway.gpu.shared',
} as const;
