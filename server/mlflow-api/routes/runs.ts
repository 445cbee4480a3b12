import { type Run, type RunStatus, runTags } from '../../../schemas/protocol/tracking.ts';
import { listed, runInfoJson, runJson } from '../../tracking/mlflow-json.ts';
import type { CreateRunRequest } from '../../tracking/run-adoption.ts';
import { invalidParameter } from '../errors.ts';
import {
  type Fields,
  keyValueRecord,
  mistyped,
  optionalInteger,
  optionalString,
  pageSize,
  requiredRunId,
  stringArray,
} from '../fields.ts';
import { type Call, json, type Route, type Services } from '../route.ts';
import { viewType } from './experiments.ts';

const defaultPageSize = 1000;
const largestPageSize = 50_000;
const defaultExperiment = '0';
/** In the order of their protobuf numbers, which start at 1. */
const statuses: readonly RunStatus[] = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'];

export const runRoutes: Route[] = [
  json('POST', 'api/2.0/mlflow/runs/create', async (services, call) => {
    const run = await createRun(services, call);
    return { run: runJson(run, undefined) };
  }),
  json('GET', 'api/2.0/mlflow/runs/get', async ({ tracker, loggedModels }, { fields }) => {
    const run = await tracker.getRun(requiredRunId(fields));
    const models = await loggedModels.runModels([run.info.runId]);
    return { run: runJson(run, models.get(run.info.runId)) };
  }),
  json('POST', 'api/2.0/mlflow/runs/update', async ({ tracker }, { fields }) => {
    const runId = requiredRunId(fields);
    const status = runStatus(fields);
    const endTime = optionalInteger(fields, 'end_time');
    const runName = optionalString(fields, 'run_name');
    const info = await tracker.updateRun(runId, {
      ...(status === null ? {} : { status }),
      ...(endTime === null ? {} : { endTime }),
      ...(runName === null ? {} : { runName }),
    });
    return { run_info: runInfoJson(info) };
  }),
  json('POST', 'api/2.0/mlflow/runs/search', searchRuns),
  json('POST', 'api/2.0/mlflow/runs/delete', async ({ tracker }, { fields }) => {
    await tracker.setRunStage(requiredRunId(fields), 'deleted');
    return {};
  }),
  json('POST', 'api/2.0/mlflow/runs/restore', async ({ tracker }, { fields }) => {
    await tracker.setRunStage(requiredRunId(fields), 'active');
    return {};
  }),
];

/**
 * An execution's first run is the one that was prepared for it; its later ones are children of that, unless
 * they name a parent themselves.
 */
async function createRun({ tracker, adoption }: Services, { fields, context }: Call): Promise<Run> {
  const request = createRunRequest(fields);
  if (context === 'workspace') return tracker.createRun(request);
  const adopted = await adoption.adoptRun(context.preparedRunId, request);
  if (adopted !== null) return adopted;
  const tags = {
    [runTags.parent]: context.preparedRunId,
    ...request.tags,
    [runTags.execution]: context.executionId,
  };
  return tracker.createRun({ ...request, tags });
}

function createRunRequest(fields: Fields): CreateRunRequest {
  return {
    runId: null,
    experimentId: optionalString(fields, 'experiment_id') || defaultExperiment,
    startTime: optionalInteger(fields, 'start_time') ?? Date.now(),
    userId: optionalString(fields, 'user_id') ?? '',
    runName: optionalString(fields, 'run_name') ?? '',
    tags: keyValueRecord(fields, 'tags'),
  };
}

async function searchRuns({ tracker, loggedModels }: Services, { fields }: Call): Promise<object> {
  const experimentIds = stringArray(fields, 'experiment_ids');
  const maxResults = pageSize(fields, defaultPageSize, largestPageSize);
  // For the tracker no experiments means all of them; for a client of MLflow it means none.
  if (experimentIds.length === 0) return {};
  const page = await tracker.searchRuns({
    experimentIds,
    filter: optionalString(fields, 'filter') ?? '',
    orderBy: stringArray(fields, 'order_by'),
    view: viewType(fields, 'run_view_type'),
    maxResults,
    pageToken: optionalString(fields, 'page_token') || null,
  });
  const models = await loggedModels.runModels(page.items.map((run) => run.info.runId));
  return {
    ...listed(
      'runs',
      page.items.map((run) => runJson(run, models.get(run.info.runId))),
    ),
    ...(page.nextPageToken === null ? {} : { next_page_token: page.nextPageToken }),
  };
}

/** Protobuf's JSON takes an enum by name or by number. */
function runStatus(fields: Fields): RunStatus | null {
  const value = fields.status;
  if (value === undefined || value === null) return null;
  const status = typeof value === 'number' ? statuses[value - 1] : statuses.find((name) => name === value);
  if (status !== undefined) return status;
  if (typeof value !== 'string') throw mistyped('status', value);
  throw invalidParameter(
    `Invalid value ${JSON.stringify(value)} for parameter 'status' supplied. It must be one of ${statuses.join(', ')}.`,
  );
}
