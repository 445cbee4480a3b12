/**
 * MLflow's JSON to the words of `schemas/protocol/tracking.ts`. int64 may come as number or text, NaN and
 * infinities as text; whatever is missing or of another type becomes its empty value, never an exception.
 */
import {
  type DatasetInput,
  type Experiment,
  encodeMetricValue,
  type LatestMetric,
  type LifecycleStage,
  type Run,
  type RunInfo,
  type RunStatus,
} from '../../../schemas/protocol/tracking.ts';
import type { MetricPoint } from '../tracker.ts';

export type Json = Record<string, unknown>;

export function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}

export function objectAt(value: unknown, key: string): Json {
  return asObject(asObject(value)[key]);
}

export function listAt(value: unknown, key: string): Json[] {
  const found = asObject(value)[key];
  return Array.isArray(found) ? found.filter(isObject) : [];
}

export function textAt(value: Json, key: string): string {
  const found = value[key];
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : '';
}

export function textOrNull(value: Json, key: string): string | null {
  return textAt(value, key) || null;
}

export function integerOrNull(value: Json, key: string): number | null {
  const found = value[key];
  const number = typeof found === 'string' && found !== '' ? Number(found) : found;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** MLflow's list of {key, value}. */
export function keyValues(list: Json[]): Record<string, string> {
  return Object.fromEntries(list.map((item) => [textAt(item, 'key'), textAt(item, 'value')]));
}

export function experimentOf(json: Json): Experiment {
  return {
    experimentId: textAt(json, 'experiment_id'),
    name: textAt(json, 'name'),
    artifactLocation: textAt(json, 'artifact_location'),
    lifecycleStage: stageOf(json),
    creationTime: integerOrNull(json, 'creation_time'),
    lastUpdateTime: integerOrNull(json, 'last_update_time'),
    tags: keyValues(listAt(json, 'tags')),
  };
}

export function runInfoOf(json: Json): RunInfo {
  return {
    runId: textAt(json, 'run_id') || textAt(json, 'run_uuid'),
    runName: textAt(json, 'run_name'),
    experimentId: textAt(json, 'experiment_id'),
    status: statusOf(textAt(json, 'status')),
    startTime: integerOrNull(json, 'start_time'),
    endTime: integerOrNull(json, 'end_time'),
    lifecycleStage: stageOf(json),
    artifactUri: textAt(json, 'artifact_uri'),
    userId: textAt(json, 'user_id'),
  };
}

export function runOf(json: Json): Run {
  const info = runInfoOf(objectAt(json, 'info'));
  const data = objectAt(json, 'data');
  const tags = keyValues(listAt(data, 'tags'));
  return {
    info: { ...info, runName: info.runName || (tags['mlflow.runName'] ?? '') },
    params: keyValues(listAt(data, 'params')),
    metrics: listAt(data, 'metrics').map(latestOf),
    tags,
    inputs: listAt(objectAt(json, 'inputs'), 'dataset_inputs').map(inputOf),
  };
}

export function pointOf(json: Json): MetricPoint {
  return {
    key: textAt(json, 'key'),
    value: doubleOf(json.value),
    timestamp: integerOrNull(json, 'timestamp') ?? 0,
    step: integerOrNull(json, 'step') ?? 0,
  };
}

function latestOf(json: Json): LatestMetric {
  const point = pointOf(json);
  return { ...point, value: encodeMetricValue(point.value) };
}

function inputOf(json: Json): DatasetInput {
  const dataset = objectAt(json, 'dataset');
  return {
    name: textAt(dataset, 'name'),
    digest: textAt(dataset, 'digest'),
    sourceType: textAt(dataset, 'source_type'),
    source: textAt(dataset, 'source'),
    schema: textOrNull(dataset, 'schema'),
    profile: textOrNull(dataset, 'profile'),
    tags: keyValues(listAt(json, 'tags')),
  };
}

const statuses: readonly RunStatus[] = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'];

function statusOf(text: string): RunStatus {
  return statuses.find((status) => status === text) ?? 'RUNNING';
}

function stageOf(json: Json): LifecycleStage {
  return json.lifecycle_stage === 'deleted' ? 'deleted' : 'active';
}

/** Absent is protobuf's zero. */
function doubleOf(value: unknown): number {
  return value === undefined || value === null ? 0 : Number(value);
}
