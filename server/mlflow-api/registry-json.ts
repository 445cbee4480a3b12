import type { ModelVersion, RegisteredModel } from '../registry/registry.ts';
import type { LoggedModel, ModelMetric } from '../tracking/logged-models.ts';
import { keyValuesJson, listed, metricJson } from '../tracking/mlflow-json.ts';

/** MLflow's JSON forms of what the registry and MLflow 3's logged models hold. */
export function registeredModelJson(model: RegisteredModel): object {
  return {
    name: model.name,
    creation_timestamp: model.creationTime,
    last_updated_timestamp: model.lastUpdateTime,
    ...(model.description === '' ? {} : { description: model.description }),
    ...listed('latest_versions', model.latestVersions.map(modelVersionJson)),
    ...listed('tags', keyValuesJson(model.tags)),
    ...listed('aliases', model.aliases),
  };
}

export function modelVersionJson(version: ModelVersion): object {
  return {
    name: version.name,
    version: version.version,
    creation_timestamp: version.creationTime,
    last_updated_timestamp: version.lastUpdateTime,
    current_stage: version.stage,
    description: version.description,
    source: version.source,
    run_id: version.runId,
    status: version.status,
    ...listed('tags', keyValuesJson(version.tags)),
    run_link: version.runLink,
    ...listed('aliases', version.aliases),
    ...(version.modelId === '' ? {} : { model_id: version.modelId }),
  };
}

export function loggedModelJson(model: LoggedModel): object {
  return {
    info: {
      model_id: model.modelId,
      experiment_id: model.experimentId,
      name: model.name,
      creation_timestamp_ms: model.creationTime,
      last_updated_timestamp_ms: model.lastUpdateTime,
      artifact_uri: model.artifactLocation,
      status: model.status,
      model_type: model.modelType,
      source_run_id: model.sourceRunId,
      ...listed('tags', keyValuesJson(model.tags)),
    },
    data: {
      ...listed('params', keyValuesJson(model.params)),
      ...listed('metrics', model.metrics.map(modelMetricJson)),
    },
  };
}

function modelMetricJson(metric: ModelMetric): object {
  return {
    ...metricJson(metric.key, metric.value, metric.timestamp, metric.step),
    ...(metric.datasetName === null ? {} : { dataset_name: metric.datasetName }),
    ...(metric.datasetDigest === null ? {} : { dataset_digest: metric.datasetDigest }),
    model_id: metric.modelId,
    run_id: metric.runId,
  };
}
