import {
  type DatasetInput,
  type Experiment,
  encodeMetricValue,
  type LatestMetric,
  type MetricValue,
  type Run,
  type RunInfo,
} from '../../schemas/protocol/tracking.ts';

/**
 * MLflow's JSON form of runs and experiments: what its REST API answers and `slipway runs list --json` prints.
 * As from protobuf, a field that has no value is absent, and so is an empty list; int64 are numbers.
 */
export interface KeyValueJson {
  key: string;
  value: string;
}

export interface MetricJson {
  key: string;
  value: MetricValue;
  timestamp: number;
  step: number;
}

export interface RunInfoJson {
  run_id: string;
  run_uuid: string;
  run_name: string;
  experiment_id: string;
  user_id: string;
  status: string;
  start_time?: number;
  end_time?: number;
  artifact_uri: string;
  lifecycle_stage: string;
}

export interface DatasetInputJson {
  tags?: KeyValueJson[];
  dataset: {
    name: string;
    digest: string;
    source_type: string;
    source: string;
    schema?: string;
    profile?: string;
  };
}

export interface RunJson {
  info: RunInfoJson;
  data: { metrics?: MetricJson[]; params?: KeyValueJson[]; tags?: KeyValueJson[] };
  inputs: { dataset_inputs?: DatasetInputJson[]; model_inputs?: { model_id: string }[] };
  outputs?: { model_outputs: { model_id: string; step: number }[] };
}

export interface ExperimentJson {
  experiment_id: string;
  name: string;
  artifact_location: string;
  lifecycle_stage: string;
  last_update_time?: number;
  creation_time?: number;
  tags?: KeyValueJson[];
}

/** Models that a run read and made, which the tracker keeps apart from the run. */
export interface RunModels {
  inputs: string[];
  outputs: { modelId: string; step: number }[];
}

export function runJson(run: Run, models: RunModels | undefined): RunJson {
  return {
    info: runInfoJson(run.info),
    data: {
      ...listed('metrics', run.metrics.map(latestMetricJson)),
      ...listed('params', keyValuesJson(run.params)),
      ...listed('tags', keyValuesJson(run.tags)),
    },
    inputs: {
      ...listed('dataset_inputs', run.inputs.map(datasetInputJson)),
      ...listed(
        'model_inputs',
        (models?.inputs ?? []).map((modelId) => ({ model_id: modelId })),
      ),
    },
    ...(models && models.outputs.length > 0
      ? {
          outputs: {
            model_outputs: models.outputs.map(({ modelId, step }) => ({ model_id: modelId, step })),
          },
        }
      : {}),
  };
}

export function runInfoJson(info: RunInfo): RunInfoJson {
  return {
    run_id: info.runId,
    run_uuid: info.runId,
    run_name: info.runName,
    experiment_id: info.experimentId,
    user_id: info.userId,
    status: info.status,
    ...(info.startTime === null ? {} : { start_time: info.startTime }),
    ...(info.endTime === null ? {} : { end_time: info.endTime }),
    artifact_uri: info.artifactUri,
    lifecycle_stage: info.lifecycleStage,
  };
}

export function experimentJson(experiment: Experiment): ExperimentJson {
  return {
    experiment_id: experiment.experimentId,
    name: experiment.name,
    artifact_location: experiment.artifactLocation,
    lifecycle_stage: experiment.lifecycleStage,
    ...(experiment.lastUpdateTime === null ? {} : { last_update_time: experiment.lastUpdateTime }),
    ...(experiment.creationTime === null ? {} : { creation_time: experiment.creationTime }),
    ...listed('tags', keyValuesJson(experiment.tags)),
  };
}

export function metricJson(key: string, value: number, timestamp: number, step: number): MetricJson {
  return { key, value: encodeMetricValue(value), timestamp, step };
}

export function keyValuesJson(record: Record<string, string>): KeyValueJson[] {
  return Object.entries(record).map(([key, value]) => ({ key, value }));
}

/** `{[name]: values}`, or nothing where the list is empty. */
export function listed<Name extends string, T>(name: Name, values: T[]): { [N in Name]?: T[] } {
  return (values.length === 0 ? {} : { [name]: values }) as { [N in Name]?: T[] };
}

function latestMetricJson(metric: LatestMetric): MetricJson {
  return { key: metric.key, value: metric.value, timestamp: metric.timestamp, step: metric.step };
}

function datasetInputJson(input: DatasetInput): DatasetInputJson {
  return {
    ...listed('tags', keyValuesJson(input.tags)),
    dataset: {
      name: input.name,
      digest: input.digest,
      source_type: input.sourceType,
      source: input.source,
      ...(input.schema === null ? {} : { schema: input.schema }),
      ...(input.profile === null ? {} : { profile: input.profile }),
    },
  };
}
