import type { LifecycleStage } from '../../schemas/protocol/tracking.ts';
import type { RunModels } from './mlflow-json.ts';
import type { MetricPoint, Page, PageRequest } from './tracker.ts';

export type LoggedModelStatus =
  | 'LOGGED_MODEL_PENDING'
  | 'LOGGED_MODEL_READY'
  | 'LOGGED_MODEL_UPLOAD_FAILED'
  | 'LOGGED_MODEL_STATUS_UNSPECIFIED';

/** A point that MLflow 3 ties to a model, and perhaps to the data set that it was measured on. */
export interface ModelMetric extends MetricPoint {
  modelId: string;
  runId: string;
  datasetName: string | null;
  datasetDigest: string | null;
}

/** MLflow 3's model of an experiment, before anyone registers it. Times in milliseconds. */
export interface LoggedModel {
  modelId: string;
  experimentId: string;
  name: string;
  artifactLocation: string;
  creationTime: number;
  lastUpdateTime: number;
  status: LoggedModelStatus;
  lifecycleStage: LifecycleStage;
  modelType: string;
  sourceRunId: string;
  tags: Record<string, string>;
  params: Record<string, string>;
  metrics: ModelMetric[];
}

export interface LoggedModelOrder {
  /** `creation_time`, another attribute, or `metrics.x`. */
  field: string;
  ascending: boolean;
  datasetName: string | null;
  datasetDigest: string | null;
}

export interface LoggedModelQuery extends PageRequest {
  experimentIds: string[];
  filter: string;
  datasets: { name: string; digest: string | null }[];
  orderBy: LoggedModelOrder[];
}

/** Where logged models live. Every method rejects with a `TrackingError`. */
export interface LoggedModels {
  create(request: {
    experimentId: string;
    /** Empty: a random name. */
    name: string;
    modelType: string;
    sourceRunId: string;
    tags: Record<string, string>;
    params: Record<string, string>;
  }): Promise<LoggedModel>;
  get(modelId: string, scope: 'active' | 'all'): Promise<LoggedModel>;
  search(query: LoggedModelQuery): Promise<Page<LoggedModel>>;
  finalize(modelId: string, status: LoggedModelStatus): Promise<LoggedModel>;
  delete(modelId: string): Promise<void>;
  logParams(modelId: string, params: Record<string, string>): Promise<void>;
  setTags(modelId: string, tags: Record<string, string>): Promise<LoggedModel>;
  deleteTag(modelId: string, key: string): Promise<void>;
  logMetrics(points: ModelMetric[]): Promise<void>;
  /** Ties models to the run that read or made them. */
  linkRun(runId: string, models: RunModels): Promise<void>;
  /** Only runs that have any are in the map. */
  runModels(runIds: string[]): Promise<Map<string, RunModels>>;
}
