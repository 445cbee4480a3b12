import type { ViewType } from '../../../schemas/protocol/tracking.ts';
import { experimentJson, listed } from '../../tracking/mlflow-json.ts';
import { TrackingError } from '../../tracking/tracker.ts';
import { invalidParameter } from '../errors.ts';
import {
  type Fields,
  keyValueRecord,
  mistyped,
  optionalString,
  pageSize,
  requiredString,
  stringArray,
} from '../fields.ts';
import { type Call, json, type Route, type Services } from '../route.ts';

const defaultPageSize = 1000;
const largestPageSize = 50_000;

export const experimentRoutes: Route[] = [
  json('POST', 'api/2.0/mlflow/experiments/create', async ({ tracker }, { fields }) => {
    const name = requiredString(fields, 'name');
    if (optionalString(fields, 'artifact_location')) {
      throw invalidParameter(
        "Invalid value for parameter 'artifact_location': artifacts of this server lie in its workspace folder, and clients cannot choose another place.",
      );
    }
    const tags = keyValueRecord(fields, 'tags');
    return { experiment_id: await tracker.createExperiment({ name, artifactLocation: null, tags }) };
  }),
  json('GET', 'api/2.0/mlflow/experiments/get', async ({ tracker }, { fields }) => ({
    experiment: experimentJson(await tracker.getExperiment(requiredString(fields, 'experiment_id'))),
  })),
  json('GET', 'api/2.0/mlflow/experiments/get-by-name', async ({ tracker }, { fields }) => {
    const name = requiredString(fields, 'experiment_name');
    const experiment = await tracker.getExperimentByName(name);
    if (experiment === null) {
      throw new TrackingError('RESOURCE_DOES_NOT_EXIST', `Could not find experiment with name '${name}'`);
    }
    return { experiment: experimentJson(experiment) };
  }),
  json('GET', 'api/2.0/mlflow/experiments/search', searchExperiments),
  json('POST', 'api/2.0/mlflow/experiments/search', searchExperiments),
  json('POST', 'api/2.0/mlflow/experiments/update', async ({ tracker }, { fields }) => {
    await tracker.renameExperiment(
      requiredString(fields, 'experiment_id'),
      requiredString(fields, 'new_name'),
    );
    return {};
  }),
  json('POST', 'api/2.0/mlflow/experiments/delete', async ({ tracker }, { fields }) => {
    await tracker.setExperimentStage(requiredString(fields, 'experiment_id'), 'deleted');
    return {};
  }),
  json('POST', 'api/2.0/mlflow/experiments/restore', async ({ tracker }, { fields }) => {
    await tracker.setExperimentStage(requiredString(fields, 'experiment_id'), 'active');
    return {};
  }),
  json('POST', 'api/2.0/mlflow/experiments/set-experiment-tag', async ({ tracker }, { fields }) => {
    await tracker.setExperimentTag(
      requiredString(fields, 'experiment_id'),
      requiredString(fields, 'key'),
      optionalString(fields, 'value') ?? '',
    );
    return {};
  }),
  json('POST', 'api/2.0/mlflow/experiments/delete-experiment-tag', async ({ tracker }, { fields }) => {
    await tracker.deleteExperimentTag(requiredString(fields, 'experiment_id'), requiredString(fields, 'key'));
    return {};
  }),
];

async function searchExperiments({ tracker }: Services, { fields }: Call): Promise<object> {
  const page = await tracker.searchExperiments({
    maxResults: pageSize(fields, defaultPageSize, largestPageSize),
    pageToken: optionalString(fields, 'page_token') || null,
    filter: optionalString(fields, 'filter') ?? '',
    orderBy: stringArray(fields, 'order_by'),
    view: viewType(fields, 'view_type'),
  });
  return {
    ...listed('experiments', page.items.map(experimentJson)),
    ...(page.nextPageToken === null ? {} : { next_page_token: page.nextPageToken }),
  };
}

/** Protobuf's JSON takes an enum by name or by number. */
export function viewType(fields: Fields, name: string): ViewType {
  const value = fields[name];
  switch (value) {
    case undefined:
    case null:
    case 'ACTIVE_ONLY':
    case 1:
    case '1':
      return 'ACTIVE_ONLY';
    case 'DELETED_ONLY':
    case 2:
    case '2':
      return 'DELETED_ONLY';
    case 'ALL':
    case 3:
    case '3':
      return 'ALL';
    default:
      throw mistyped(name, value);
  }
}
