import type { Store } from '../../store/store.ts';
import { TrackingError } from '../../tracking/tracker.ts';
import { checkAlias, checkAliasIsFree, checkModelName, checkTag, checkTagKey } from '../limits.ts';
import type { AliasMove, AliasMover, RegisteredModel } from '../registry.ts';
import { type ModelRow, registeredModel } from './registry-rows.ts';

/** Models with their tags and aliases; versions are beside them. */
export class RegisteredModels {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #onAliasMove: (move: AliasMove) => void;

  constructor(store: Store, now: () => number, onAliasMove: (move: AliasMove) => void) {
    this.#store = store;
    this.#now = now;
    this.#onAliasMove = onAliasMove;
  }

  create(request: { name: string; description: string; tags: Record<string, string> }): RegisteredModel {
    checkModelName(request.name);
    for (const [key, value] of Object.entries(request.tags)) checkTag(key, value);
    return this.#store.transaction(() => {
      this.#refuseTaken(request.name, `Registered Model (name=${request.name}) already exists.`);
      const now = this.#now();
      const { lastInsertRowid } = this.#store.run(
        'INSERT INTO registered_models (name, creation_time, last_updated_time, description) VALUES (?, ?, ?, ?)',
        request.name,
        now,
        now,
        request.description,
      );
      const model = Number(lastInsertRowid);
      for (const [key, value] of Object.entries(request.tags)) this.#putTag(model, key, value);
      return this.get(request.name);
    });
  }

  get(name: string): RegisteredModel {
    return registeredModel(this.#store, this.row(name));
  }

  /** @throws TrackingError RESOURCE_DOES_NOT_EXIST */
  row(name: string): ModelRow {
    checkModelName(name);
    const row = this.#find(name);
    if (row === undefined) {
      throw new TrackingError('RESOURCE_DOES_NOT_EXIST', `Registered Model with name=${name} not found`);
    }
    return row;
  }

  update(name: string, description: string): RegisteredModel {
    return this.#store.transaction(() => {
      this.#store.run(
        'UPDATE registered_models SET description = ?, last_updated_time = ? WHERE model = ?',
        description,
        this.#now(),
        this.row(name).model,
      );
      return this.get(name);
    });
  }

  rename(name: string, newName: string): RegisteredModel {
    checkModelName(newName);
    return this.#store.transaction(() => {
      const { model } = this.row(name);
      this.#refuseTaken(newName, `Registered Model (name=${newName}) already exists.`);
      const now = this.#now();
      this.#store.run(
        'UPDATE registered_models SET name = ?, last_updated_time = ? WHERE model = ?',
        newName,
        now,
        model,
      );
      this.#store.run('UPDATE model_versions SET last_updated_time = ? WHERE model = ?', now, model);
      return this.get(newName);
    });
  }

  delete(name: string): void {
    this.#store.transaction(() => {
      this.#store.run('DELETE FROM registered_models WHERE model = ?', this.row(name).model);
    });
  }

  setTag(name: string, key: string, value: string): void {
    checkTag(key, value);
    this.#store.transaction(() => this.#putTag(this.row(name).model, key, value));
  }

  deleteTag(name: string, key: string): void {
    checkTagKey(key);
    this.#store.transaction(() => {
      const { model } = this.row(name);
      this.#store.run('DELETE FROM registered_model_tags WHERE model = ? AND key = ?', model, key);
    });
  }

  /** Points `alias` at a version, which the caller has found to be there. */
  setAlias(name: string, alias: string, version: number, by: AliasMover): void {
    checkAlias(alias);
    checkAliasIsFree(alias);
    this.#store.transaction(() => {
      const { model } = this.row(name);
      const before = this.#aliased(model, alias);
      this.#store.run(
        'INSERT INTO registered_model_aliases VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version',
        model,
        alias,
        version,
      );
      if (before !== String(version))
        this.#onAliasMove({ model: name, alias, from: before, to: String(version), by });
    });
  }

  deleteAlias(name: string, alias: string, by: AliasMover): void {
    checkAlias(alias);
    this.#store.transaction(() => {
      const { model } = this.row(name);
      const before = this.#aliased(model, alias);
      this.#store.run('DELETE FROM registered_model_aliases WHERE model = ? AND alias = ?', model, alias);
      if (before !== null) this.#onAliasMove({ model: name, alias, from: before, to: null, by });
    });
  }

  #aliased(model: number, alias: string): string | null {
    const row = this.#store.get<{ version: number }>(
      'SELECT version FROM registered_model_aliases WHERE model = ? AND alias = ?',
      model,
      alias,
    );
    return row ? String(row.version) : null;
  }

  /** In an open transaction. */
  touch(model: number, now: number): void {
    this.#store.run('UPDATE registered_models SET last_updated_time = ? WHERE model = ?', now, model);
  }

  #find(name: string): ModelRow | undefined {
    return this.#store.get<ModelRow>('SELECT * FROM registered_models WHERE name = ?', name);
  }

  #refuseTaken(name: string, message: string): void {
    if (this.#find(name) !== undefined) throw new TrackingError('RESOURCE_ALREADY_EXISTS', message);
  }

  #putTag(model: number, key: string, value: string): void {
    this.#store.run(
      'INSERT INTO registered_model_tags VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      model,
      key,
      value,
    );
  }
}
