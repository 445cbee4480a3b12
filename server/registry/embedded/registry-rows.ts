import type { Store } from '../../store/store.ts';
import type { ModelStage, ModelVersion, ModelVersionStatus, RegisteredModel } from '../registry.ts';

export interface ModelRow {
  model: number;
  name: string;
  creation_time: number;
  last_updated_time: number;
  description: string | null;
}

export interface VersionRow {
  model: number;
  /** Of the model, joined. */
  name: string;
  version: number;
  creation_time: number;
  last_updated_time: number;
  description: string | null;
  current_stage: string;
  source: string;
  storage_location: string | null;
  run_id: string | null;
  run_link: string | null;
  model_id: string | null;
  status: string;
}

/** A version that was deleted keeps its number, so that no later one is mistaken for it. */
export const deletedStage = 'Deleted_Internal';

export function registeredModel(store: Store, row: ModelRow): RegisteredModel {
  const newest = store.all<VersionRow>(
    `SELECT v.*, ? AS name FROM model_versions v
     WHERE model = ? AND current_stage <> '${deletedStage}'
       AND version = (SELECT max(version) FROM model_versions n
                      WHERE n.model = v.model AND n.current_stage = v.current_stage)
     ORDER BY version`,
    row.name,
    row.model,
  );
  return {
    name: row.name,
    creationTime: row.creation_time,
    lastUpdateTime: row.last_updated_time,
    description: row.description ?? '',
    tags: tagRecord(
      store.all('SELECT key, value FROM registered_model_tags WHERE model = ? ORDER BY key', row.model),
    ),
    aliases: store
      .all<{ alias: string; version: number }>(
        'SELECT alias, version FROM registered_model_aliases WHERE model = ? ORDER BY alias',
        row.model,
      )
      .map(({ alias, version }) => ({ alias, version: String(version) })),
    latestVersions: newest.map((version) => modelVersion(store, version)),
  };
}

export function modelVersion(store: Store, row: VersionRow): ModelVersion {
  return {
    name: row.name,
    version: String(row.version),
    creationTime: row.creation_time,
    lastUpdateTime: row.last_updated_time,
    description: row.description ?? '',
    stage: row.current_stage as ModelStage,
    source: row.source,
    runId: row.run_id ?? '',
    runLink: row.run_link ?? '',
    modelId: row.model_id ?? '',
    status: row.status as ModelVersionStatus,
    tags: tagRecord(
      store.all(
        'SELECT key, value FROM model_version_tags WHERE model = ? AND version = ? ORDER BY key',
        row.model,
        row.version,
      ),
    ),
    aliases: store
      .all<{ alias: string }>(
        'SELECT alias FROM registered_model_aliases WHERE model = ? AND version = ? ORDER BY alias',
        row.model,
        row.version,
      )
      .map(({ alias }) => alias),
  };
}

function tagRecord(rows: { key: string; value: string }[]): Record<string, string> {
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}
