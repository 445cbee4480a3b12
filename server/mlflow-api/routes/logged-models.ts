import type { LoggedModelOrder, LoggedModelStatus } from '../../tracking/logged-models.ts';
import { listed } from '../../tracking/mlflow-json.ts';
import {
  type Fields,
  keyValueRecord,
  missing,
  mistyped,
  objectArray,
  optionalBoolean,
  optionalString,
  pageSize,
  requiredString,
  stringArray,
} from '../fields.ts';
import { loggedModelJson } from '../registry-json.ts';
import { type Call, json, type Route } from '../route.ts';
import { listArtifacts } from './artifacts.ts';

const defaultPageSize = 50;
const largestPageSize = 1000;
/** In the order of their protobuf numbers, which start at 0. */
const statuses: readonly LoggedModelStatus[] = [
  'LOGGED_MODEL_STATUS_UNSPECIFIED',
  'LOGGED_MODEL_PENDING',
  'LOGGED_MODEL_READY',
  'LOGGED_MODEL_UPLOAD_FAILED',
];
const base = 'api/2.0/mlflow/logged-models';

export const loggedModelRoutes: Route[] = [
  json('POST', base, async ({ loggedModels }, { fields }) => ({
    model: loggedModelJson(
      await loggedModels.create({
        experimentId: requiredString(fields, 'experiment_id'),
        name: optionalString(fields, 'name') ?? '',
        modelType: optionalString(fields, 'model_type') ?? '',
        sourceRunId: optionalString(fields, 'source_run_id') ?? '',
        tags: keyValueRecord(fields, 'tags'),
        params: keyValueRecord(fields, 'params'),
      }),
    ),
  })),
  json('POST', `${base}/search`, async ({ loggedModels }, { fields }) => {
    const experimentIds = stringArray(fields, 'experiment_ids');
    if (experimentIds.length === 0) throw missing('experiment_ids');
    const page = await loggedModels.search({
      experimentIds,
      filter: optionalString(fields, 'filter') ?? '',
      datasets: objectArray(fields, 'datasets').map((dataset) => ({
        name: requiredString(dataset, 'dataset_name'),
        digest: optionalString(dataset, 'dataset_digest') || null,
      })),
      orderBy: objectArray(fields, 'order_by').map(modelOrder),
      maxResults: pageSize(fields, defaultPageSize, largestPageSize),
      pageToken: optionalString(fields, 'page_token') || null,
    });
    return {
      ...listed('models', page.items.map(loggedModelJson)),
      ...(page.nextPageToken === null ? {} : { next_page_token: page.nextPageToken }),
    };
  }),
  json('GET', `${base}/{model_id}`, async ({ loggedModels }, call) => ({
    model: loggedModelJson(
      await loggedModels.get(
        modelId(call),
        optionalBoolean(call.fields, 'allow_deleted') === true ? 'all' : 'active',
      ),
    ),
  })),
  json('PATCH', `${base}/{model_id}`, async ({ loggedModels }, call) => ({
    model: loggedModelJson(await loggedModels.finalize(modelId(call), modelStatus(call.fields))),
  })),
  json('DELETE', `${base}/{model_id}`, async ({ loggedModels }, call) => {
    await loggedModels.delete(modelId(call));
    return {};
  }),
  json('POST', `${base}/{model_id}/params`, async ({ loggedModels }, call) => {
    await loggedModels.logParams(modelId(call), keyValueRecord(call.fields, 'params'));
    return {};
  }),
  json('PATCH', `${base}/{model_id}/tags`, async ({ loggedModels }, call) => {
    await loggedModels.setTags(modelId(call), keyValueRecord(call.fields, 'tags'));
    return {};
  }),
  json('DELETE', `${base}/{model_id}/tags/{tag_key}`, async ({ loggedModels }, call) => {
    await loggedModels.deleteTag(modelId(call), call.path.tag_key ?? '');
    return {};
  }),
  json('GET', `${base}/{model_id}/artifacts/directories`, async ({ loggedModels, artifacts }, call) => {
    const model = await loggedModels.get(modelId(call), 'active');
    const path = optionalString(call.fields, 'artifact_directory_path') ?? '';
    return listArtifacts(artifacts, model.artifactLocation, path);
  }),
];

function modelId(call: Call): string {
  return requiredString(call.path, 'model_id');
}

function modelOrder(fields: Fields): LoggedModelOrder {
  return {
    field: requiredString(fields, 'field_name'),
    ascending: optionalBoolean(fields, 'ascending') ?? true,
    datasetName: optionalString(fields, 'dataset_name') || null,
    datasetDigest: optionalString(fields, 'dataset_digest') || null,
  };
}

function modelStatus(fields: Fields): LoggedModelStatus {
  const value = fields.status;
  if (value === undefined || value === null) throw missing('status');
  const status = typeof value === 'number' ? statuses[value] : statuses.find((name) => name === value);
  if (status === undefined) throw mistyped('status', value);
  return status;
}
