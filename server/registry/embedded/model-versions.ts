import type { Store } from '../../store/store.ts';
import { TrackingError } from '../../tracking/tracker.ts';
import { canonicalStage, checkAlias, checkTag, checkTagKey, versionNumber } from '../limits.ts';
import type { ModelVersion, Registry } from '../registry.ts';
import type { RegisteredModels } from './registered-models.ts';
import { deletedStage, modelVersion, type VersionRow } from './registry-rows.ts';

type NewVersion = Parameters<Registry['createVersion']>[0];
type Transition = Parameters<Registry['transitionStage']>[0];

export class ModelVersions {
  readonly #store: Store;
  readonly #models: RegisteredModels;
  readonly #now: () => number;

  constructor(store: Store, models: RegisteredModels, now: () => number) {
    this.#store = store;
    this.#models = models;
    this.#now = now;
  }

  create(request: NewVersion): ModelVersion {
    for (const [key, value] of Object.entries(request.tags)) checkTag(key, value);
    return this.#store.transaction(() => {
      const { model } = this.#models.row(request.name);
      const now = this.#now();
      const newest = this.#store.get<{ version: number | null }>(
        'SELECT max(version) AS version FROM model_versions WHERE model = ?',
        model,
      );
      const version = (newest?.version ?? 0) + 1;
      this.#store.run(
        `INSERT INTO model_versions (model, version, creation_time, last_updated_time, description,
           current_stage, source, storage_location, run_id, run_link, model_id, status)
         VALUES (?, ?, ?, ?, ?, 'None', ?, ?, ?, ?, ?, 'READY')`,
        model,
        version,
        now,
        now,
        request.description,
        request.source,
        request.storageLocation,
        request.runId,
        request.runLink,
        request.modelId,
      );
      for (const [key, value] of Object.entries(request.tags)) this.#putTag(model, version, key, value);
      this.#models.touch(model, now);
      return this.get(request.name, String(version));
    });
  }

  get(name: string, version: string): ModelVersion {
    return modelVersion(this.#store, this.row(name, version));
  }

  /** @throws TrackingError RESOURCE_DOES_NOT_EXIST: never was there, or was deleted */
  row(name: string, version: string): VersionRow {
    const number = versionNumber(version);
    const { model } = this.#models.row(name);
    const row = this.#store.get<VersionRow>(
      `SELECT v.*, ? AS name FROM model_versions v
       WHERE model = ? AND version = ? AND current_stage <> '${deletedStage}'`,
      name,
      model,
      number,
    );
    if (row === undefined) {
      throw new TrackingError(
        'RESOURCE_DOES_NOT_EXIST',
        `Model Version (name=${name}, version=${number}) not found`,
      );
    }
    return row;
  }

  getByAlias(name: string, alias: string): ModelVersion {
    checkAlias(alias);
    const { model } = this.#models.row(name);
    if (alias.toLowerCase() === 'latest') return this.#newest(name, model);
    const found = this.#store.get<{ version: number }>(
      'SELECT version FROM registered_model_aliases WHERE model = ? AND alias = ?',
      model,
      alias,
    );
    if (found === undefined) {
      throw new TrackingError('INVALID_PARAMETER_VALUE', `Registered model alias ${alias} not found.`);
    }
    return this.get(name, String(found.version));
  }

  update(name: string, version: string, description: string): ModelVersion {
    return this.#store.transaction(() => {
      const row = this.row(name, version);
      this.#store.run(
        'UPDATE model_versions SET description = ?, last_updated_time = ? WHERE model = ? AND version = ?',
        description,
        this.#now(),
        row.model,
        row.version,
      );
      return this.get(name, version);
    });
  }

  transition({ name, version, stage, archiveExisting }: Transition): ModelVersion {
    const target = canonicalStage(stage);
    if (archiveExisting && target !== 'Staging' && target !== 'Production') {
      throw new TrackingError(
        'INVALID_PARAMETER_VALUE',
        `Model version transition cannot archive existing model versions because '${stage}' is not an Active stage. Valid stages are ['Staging', 'Production']`,
      );
    }
    return this.#store.transaction(() => {
      const row = this.row(name, version);
      const now = this.#now();
      if (archiveExisting) {
        this.#store.run(
          `UPDATE model_versions SET current_stage = 'Archived', last_updated_time = ?
           WHERE model = ? AND version <> ? AND current_stage = ?`,
          now,
          row.model,
          row.version,
          target,
        );
      }
      this.#store.run(
        'UPDATE model_versions SET current_stage = ?, last_updated_time = ? WHERE model = ? AND version = ?',
        target,
        now,
        row.model,
        row.version,
      );
      this.#models.touch(row.model, now);
      return this.get(name, version);
    });
  }

  delete(name: string, version: string): void {
    this.#store.transaction(() => {
      const row = this.row(name, version);
      const now = this.#now();
      this.#store.run(
        'DELETE FROM registered_model_aliases WHERE model = ? AND version = ?',
        row.model,
        row.version,
      );
      this.#store.run(
        `UPDATE model_versions SET current_stage = '${deletedStage}', last_updated_time = ?, description = NULL,
           source = '', storage_location = NULL, run_id = NULL, run_link = NULL, model_id = NULL
         WHERE model = ? AND version = ?`,
        now,
        row.model,
        row.version,
      );
      this.#models.touch(row.model, now);
    });
  }

  setTag(name: string, version: string, key: string, value: string): void {
    checkTag(key, value);
    this.#store.transaction(() => {
      const row = this.row(name, version);
      this.#putTag(row.model, row.version, key, value);
    });
  }

  deleteTag(name: string, version: string, key: string): void {
    checkTagKey(key);
    this.#store.transaction(() => {
      const row = this.row(name, version);
      this.#store.run(
        'DELETE FROM model_version_tags WHERE model = ? AND version = ? AND key = ?',
        row.model,
        row.version,
        key,
      );
    });
  }

  #newest(name: string, model: number): ModelVersion {
    const row = this.#store.get<VersionRow>(
      `SELECT v.*, ? AS name FROM model_versions v
       WHERE model = ? AND current_stage <> '${deletedStage}' ORDER BY version DESC LIMIT 1`,
      name,
      model,
    );
    if (row === undefined) {
      throw new TrackingError('RESOURCE_DOES_NOT_EXIST', `Latest version not found for model ${name}.`);
    }
    return modelVersion(this.#store, row);
  }

  /** In an open transaction. */
  #putTag(model: number, version: number, key: string, value: string): void {
    this.#store.run(
      'INSERT INTO model_version_tags VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      model,
      version,
      key,
      value,
    );
  }
}
