import type { ModelMetric } from '../../tracking/logged-models.ts';
import type { LogBatch, MetricPoint, RunInput } from '../../tracking/tracker.ts';
import { invalidParameter } from '../errors.ts';
import {
  type Fields,
  keyValueRecord,
  keyValues,
  missing,
  mistyped,
  objectArray,
  optionalInteger,
  optionalObject,
  optionalString,
  requiredRunId,
  requiredString,
  toDouble,
} from '../fields.ts';
import { json, type Route, type Services } from '../route.ts';

const loggedModelHistoryTag = 'mlflow.log-model.history';
const loggedModelFields = ['artifact_path', 'flavors', 'utc_time_created', 'run_id'] as const;

/** What a training sends while it runs: kept lean, for a client waits on each of them. */
export const runLoggingRoutes: Route[] = [
  json('POST', 'api/2.0/mlflow/runs/log-batch', async (services, { fields }) => {
    const rows = objectArray(fields, 'metrics');
    for (let index = 0; index < rows.length; index++) readMetricRow(rows[index] as Fields, index);
    const params = keyValues(fields, 'params');
    const tags = keyValues(fields, 'tags');
    await logMetrics(services, requiredRunId(fields), rows as MetricRow[], params, tags);
    return {};
  }),
  json('POST', 'api/2.0/mlflow/runs/log-metric', async (services, { fields }) => {
    const runId = requiredRunId(fields);
    readMetricRow(fields, null);
    await logMetrics(services, runId, [fields as MetricRow], [], []);
    return {};
  }),
  json('POST', 'api/2.0/mlflow/runs/log-parameter', async ({ tracker }, { fields }) => {
    const runId = requiredRunId(fields);
    await tracker.logBatch(runId, { metrics: [], params: [keyValue(fields)], tags: [] });
    return {};
  }),
  json('POST', 'api/2.0/mlflow/runs/set-tag', async ({ tracker }, { fields }) => {
    const runId = requiredRunId(fields);
    await tracker.logBatch(runId, { metrics: [], params: [], tags: [keyValue(fields)] });
    return {};
  }),
  json('POST', 'api/2.0/mlflow/runs/delete-tag', async ({ tracker }, { fields }) => {
    await tracker.deleteTag(requiredRunId(fields), requiredString(fields, 'key'));
    return {};
  }),
  json('POST', 'api/2.0/mlflow/runs/log-inputs', async ({ tracker, loggedModels }, { fields }) => {
    const runId = requiredRunId(fields);
    const inputs = objectArray(fields, 'datasets').map(datasetInput);
    await tracker.logInputs(runId, inputs);
    const models = objectArray(fields, 'models').map((model) => requiredString(model, 'model_id'));
    if (models.length > 0) await loggedModels.linkRun(runId, { inputs: models, outputs: [] });
    return {};
  }),
  json('POST', 'api/2.0/mlflow/runs/outputs', async ({ tracker, loggedModels }, { fields }) => {
    const runId = requiredRunId(fields);
    const outputs = objectArray(fields, 'models').map((model) => ({
      modelId: requiredString(model, 'model_id'),
      step: optionalInteger(model, 'step') ?? 0,
    }));
    if (outputs.length === 0) throw missing('models');
    await tracker.getRun(runId);
    await loggedModels.linkRun(runId, { inputs: [], outputs });
    return {};
  }),
  // MLflow 2's way of saying that a run has a model: a tag with the descriptions of all of them.
  json('POST', 'api/2.0/mlflow/runs/log-model', async ({ tracker }, { fields }) => {
    const runId = requiredRunId(fields);
    const model = parseModel(requiredString(fields, 'model_json'));
    const { tags } = await tracker.getRun(runId);
    const history: unknown = JSON.parse(tags[loggedModelHistoryTag] ?? '[]');
    const value = JSON.stringify([...(Array.isArray(history) ? history : []), model]);
    await tracker.logBatch(runId, {
      metrics: [],
      params: [],
      tags: [{ key: loggedModelHistoryTag, value }],
    });
    return {};
  }),
];

function keyValue(fields: Fields): { key: string; value: string } {
  return { key: requiredString(fields, 'key'), value: optionalString(fields, 'value') ?? '' };
}

/** A row of the request once its numbers are numbers; it may name a model and a data set. */
type MetricRow = Fields & MetricPoint;

async function logMetrics(
  { tracker, loggedModels }: Services,
  runId: string,
  rows: MetricRow[],
  params: LogBatch['params'],
  tags: LogBatch['tags'],
): Promise<void> {
  await tracker.logBatch(runId, { metrics: rows, params, tags });
  const ofModels = rows.filter((row) => row.model_id).map((row) => modelMetric(runId, row));
  if (ofModels.length > 0) await loggedModels.logMetrics(ofModels);
}

/**
 * Checks a row and turns numbers that came as strings into numbers, in place: the rows of the request become
 * the points themselves, so a batch of a thousand allocates nothing more. `index` is the row's place in a batch.
 */
function readMetricRow(row: Fields, index: number | null): void {
  if (typeof row.key !== 'string' || row.key === '') throw unusable(row, index, 'key');
  if (typeof row.value !== 'number') {
    const value = toDouble(row.value);
    if (value === null) throw unusable(row, index, 'value');
    row.value = value;
  }
  if (!Number.isInteger(row.timestamp)) {
    const timestamp = optionalInteger(row, 'timestamp');
    if (timestamp === null) throw unusable(row, index, 'timestamp');
    row.timestamp = timestamp;
  }
  if (!Number.isInteger(row.step)) row.step = optionalInteger(row, 'step') ?? 0;
}

function unusable(row: Fields, index: number | null, name: string): Error {
  const path = index === null ? name : `metrics[${index}].${name}`;
  const value = row[name];
  return value === undefined || value === null || value === '' ? missing(path) : mistyped(path, value);
}

function modelMetric(runId: string, row: MetricRow): ModelMetric {
  return {
    key: row.key,
    value: row.value,
    timestamp: row.timestamp,
    step: row.step,
    modelId: requiredString(row, 'model_id'),
    runId,
    datasetName: optionalString(row, 'dataset_name') || null,
    datasetDigest: optionalString(row, 'dataset_digest') || null,
  };
}

function datasetInput(fields: Fields): RunInput {
  const dataset = optionalObject(fields, 'dataset');
  if (dataset === null) throw invalidParameter('Dataset cannot be None');
  return {
    dataset: {
      name: datasetField(dataset, 'name'),
      digest: datasetField(dataset, 'digest'),
      sourceType: datasetField(dataset, 'source_type'),
      source: datasetField(dataset, 'source'),
      schema: optionalString(dataset, 'schema'),
      profile: optionalString(dataset, 'profile'),
    },
    tags: keyValueRecord(fields, 'tags'),
  };
}

function datasetField(dataset: Fields, name: string): string {
  const value = optionalString(dataset, name);
  if (value === null) throw invalidParameter(`Dataset ${name} cannot be None`);
  return value;
}

function parseModel(text: string): object {
  let model: unknown;
  try {
    model = JSON.parse(text);
  } catch {
    throw invalidParameter(`Malformed model info. \n ${text} \n is not a valid JSON.`);
  }
  if (typeof model !== 'object' || model === null) {
    throw invalidParameter(`Malformed model info. \n ${text} \n is not a valid JSON.`);
  }
  const absent = loggedModelFields.filter((name) => !(name in model));
  if (absent.length > 0) {
    const names = absent.map((name) => `'${name}'`).join(', ');
    throw invalidParameter(`Model json is missing mandatory fields: {${names}}`);
  }
  return model;
}
