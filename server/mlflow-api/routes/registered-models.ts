import type { AliasMover } from '../../registry/registry.ts';
import { listed } from '../../tracking/mlflow-json.ts';
import { keyValueRecord, optionalString, pageSize, requiredString, stringArray } from '../fields.ts';
import { modelVersionJson, registeredModelJson } from '../registry-json.ts';
import { type Call, json, type Route, type Services } from '../route.ts';

const defaultPageSize = 100;
const largestPageSize = 1000;

/** A script of the user's, or whoever has its tracking URI. */
const byScript: AliasMover = { channel: 'api', why: 'through MLflow’s API' };

export const registeredModelRoutes: Route[] = [
  json('POST', 'api/2.0/mlflow/registered-models/create', async ({ registry }, { fields }) => ({
    registered_model: registeredModelJson(
      await registry.createModel({
        name: requiredString(fields, 'name'),
        description: optionalString(fields, 'description') ?? '',
        tags: keyValueRecord(fields, 'tags'),
      }),
    ),
  })),
  json('GET', 'api/2.0/mlflow/registered-models/get', async ({ registry }, { fields }) => ({
    registered_model: registeredModelJson(await registry.getModel(requiredString(fields, 'name'))),
  })),
  json('GET', 'api/2.0/mlflow/registered-models/search', async ({ registry }, { fields }) => {
    const page = await registry.searchModels({
      filter: optionalString(fields, 'filter') ?? '',
      orderBy: stringArray(fields, 'order_by'),
      maxResults: pageSize(fields, defaultPageSize, largestPageSize),
      pageToken: optionalString(fields, 'page_token') || null,
    });
    return {
      ...listed('registered_models', page.items.map(registeredModelJson)),
      ...(page.nextPageToken === null ? {} : { next_page_token: page.nextPageToken }),
    };
  }),
  json('PATCH', 'api/2.0/mlflow/registered-models/update', async ({ registry }, { fields }) => ({
    registered_model: registeredModelJson(
      await registry.updateModel(requiredString(fields, 'name'), optionalString(fields, 'description') ?? ''),
    ),
  })),
  json('POST', 'api/2.0/mlflow/registered-models/rename', async ({ registry }, { fields }) => ({
    registered_model: registeredModelJson(
      await registry.renameModel(requiredString(fields, 'name'), requiredString(fields, 'new_name')),
    ),
  })),
  json('DELETE', 'api/2.0/mlflow/registered-models/delete', async ({ registry }, { fields }) => {
    await registry.deleteModel(requiredString(fields, 'name'));
    return {};
  }),
  json('GET', 'api/2.0/mlflow/registered-models/get-latest-versions', latestVersions),
  json('POST', 'api/2.0/mlflow/registered-models/get-latest-versions', latestVersions),
  json('POST', 'api/2.0/mlflow/registered-models/set-tag', async ({ registry }, { fields }) => {
    await registry.setModelTag(
      requiredString(fields, 'name'),
      requiredString(fields, 'key'),
      optionalString(fields, 'value') ?? '',
    );
    return {};
  }),
  json('DELETE', 'api/2.0/mlflow/registered-models/delete-tag', async ({ registry }, { fields }) => {
    await registry.deleteModelTag(requiredString(fields, 'name'), requiredString(fields, 'key'));
    return {};
  }),
  json('POST', 'api/2.0/mlflow/registered-models/alias', async ({ registry }, { fields }) => {
    await registry.setAlias(
      requiredString(fields, 'name'),
      requiredString(fields, 'alias'),
      requiredString(fields, 'version'),
      byScript,
    );
    return {};
  }),
  json('DELETE', 'api/2.0/mlflow/registered-models/alias', async ({ registry }, { fields }) => {
    await registry.deleteAlias(requiredString(fields, 'name'), requiredString(fields, 'alias'), byScript);
    return {};
  }),
  json('GET', 'api/2.0/mlflow/registered-models/alias', async ({ registry }, { fields }) => ({
    model_version: modelVersionJson(
      await registry.getVersionByAlias(requiredString(fields, 'name'), requiredString(fields, 'alias')),
    ),
  })),
];

async function latestVersions({ registry }: Services, { fields }: Call): Promise<object> {
  const versions = await registry.latestVersions(
    requiredString(fields, 'name'),
    stringArray(fields, 'stages'),
  );
  return listed('model_versions', versions.map(modelVersionJson));
}
