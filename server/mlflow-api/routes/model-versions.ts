import { nameVersionOnModel } from '../../registry/name-version.ts';
import type { ModelVersion } from '../../registry/registry.ts';
import { listed } from '../../tracking/mlflow-json.ts';
import {
  keyValueRecord,
  optionalBoolean,
  optionalString,
  pageSize,
  requiredString,
  stringArray,
} from '../fields.ts';
import { resolveModelSource } from '../model-source.ts';
import { modelVersionJson } from '../registry-json.ts';
import { type Call, json, type Route, type Services } from '../route.ts';

const largestPageSize = 200_000;

export const modelVersionRoutes: Route[] = [
  json('POST', 'api/2.0/mlflow/model-versions/create', async (services, call) => ({
    model_version: modelVersionJson(await createVersion(services, call)),
  })),
  json('GET', 'api/2.0/mlflow/model-versions/get', async ({ registry }, { fields }) => ({
    model_version: modelVersionJson(
      await registry.getVersion(requiredString(fields, 'name'), requiredString(fields, 'version')),
    ),
  })),
  json('PATCH', 'api/2.0/mlflow/model-versions/update', async ({ registry }, { fields }) => ({
    model_version: modelVersionJson(
      await registry.updateVersion(
        requiredString(fields, 'name'),
        requiredString(fields, 'version'),
        optionalString(fields, 'description') ?? '',
      ),
    ),
  })),
  json('DELETE', 'api/2.0/mlflow/model-versions/delete', async ({ registry }, { fields }) => {
    await registry.deleteVersion(requiredString(fields, 'name'), requiredString(fields, 'version'));
    return {};
  }),
  json('GET', 'api/2.0/mlflow/model-versions/search', async ({ registry }, { fields }) => {
    const page = await registry.searchVersions({
      filter: optionalString(fields, 'filter') ?? '',
      orderBy: stringArray(fields, 'order_by'),
      maxResults: pageSize(fields, largestPageSize, largestPageSize),
      pageToken: optionalString(fields, 'page_token') || null,
    });
    return {
      ...listed('model_versions', page.items.map(modelVersionJson)),
      ...(page.nextPageToken === null ? {} : { next_page_token: page.nextPageToken }),
    };
  }),
  json('GET', 'api/2.0/mlflow/model-versions/get-download-uri', async ({ registry }, { fields }) => ({
    artifact_uri: await registry.downloadUri(
      requiredString(fields, 'name'),
      requiredString(fields, 'version'),
    ),
  })),
  json('POST', 'api/2.0/mlflow/model-versions/transition-stage', async ({ registry }, { fields }) => ({
    model_version: modelVersionJson(
      await registry.transitionStage({
        name: requiredString(fields, 'name'),
        version: requiredString(fields, 'version'),
        stage: requiredString(fields, 'stage'),
        archiveExisting: optionalBoolean(fields, 'archive_existing_versions') ?? false,
      }),
    ),
  })),
  json('POST', 'api/2.0/mlflow/model-versions/set-tag', async ({ registry }, { fields }) => {
    await registry.setVersionTag(
      requiredString(fields, 'name'),
      requiredString(fields, 'version'),
      requiredString(fields, 'key'),
      optionalString(fields, 'value') ?? '',
    );
    return {};
  }),
  json('DELETE', 'api/2.0/mlflow/model-versions/delete-tag', async ({ registry }, { fields }) => {
    await registry.deleteVersionTag(
      requiredString(fields, 'name'),
      requiredString(fields, 'version'),
      requiredString(fields, 'key'),
    );
    return {};
  }),
];

async function createVersion(services: Services, { fields }: Call): Promise<ModelVersion> {
  const name = requiredString(fields, 'name');
  const origin = await resolveModelSource(services, {
    source: requiredString(fields, 'source'),
    runId: optionalString(fields, 'run_id') ?? '',
    modelId: optionalString(fields, 'model_id') ?? '',
  });
  const version = await services.registry.createVersion({
    name,
    ...origin,
    runLink: optionalString(fields, 'run_link') ?? '',
    description: optionalString(fields, 'description') ?? '',
    tags: keyValueRecord(fields, 'tags'),
  });
  if (origin.modelId !== '') await nameVersionOnModel(services.loggedModels, origin.modelId, version);
  return version;
}
