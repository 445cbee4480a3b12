import type { Store } from '../../store/store.ts';
import type { Page } from '../../tracking/tracker.ts';
import { canonicalStage } from '../limits.ts';
import type {
  AliasMove,
  AliasMover,
  ModelVersion,
  RegisteredModel,
  Registry,
  RegistrySearch,
} from '../registry.ts';
import { ModelVersions } from './model-versions.ts';
import { RegisteredModels } from './registered-models.ts';
import { modelVersion, registeredModel } from './registry-rows.ts';
import { searchModels, searchVersions } from './registry-search.ts';

/** The registry over the workspace's own store. Synchronous inside: a promise only says when, never where. */
export class EmbeddedRegistry implements Registry {
  readonly #store: Store;
  readonly #models: RegisteredModels;
  readonly #versions: ModelVersions;

  /**
   * `now` in milliseconds since 1970. `onAliasMove` is called within the transaction of the move: what it throws undoes that.
   */
  constructor(store: Store, now: () => number = Date.now, onAliasMove: (move: AliasMove) => void = () => {}) {
    this.#store = store;
    this.#models = new RegisteredModels(store, now, onAliasMove);
    this.#versions = new ModelVersions(store, this.#models, now);
  }

  async createModel(request: Parameters<Registry['createModel']>[0]): Promise<RegisteredModel> {
    return this.#models.create(request);
  }

  async getModel(name: string): Promise<RegisteredModel> {
    return this.#store.read(() => this.#models.get(name));
  }

  async searchModels(search: RegistrySearch): Promise<Page<RegisteredModel>> {
    return this.#store.read(() => {
      const { items, nextPageToken } = searchModels(this.#store, search);
      return { items: items.map((row) => registeredModel(this.#store, row)), nextPageToken };
    });
  }

  async updateModel(name: string, description: string): Promise<RegisteredModel> {
    return this.#models.update(name, description);
  }

  async renameModel(name: string, newName: string): Promise<RegisteredModel> {
    return this.#models.rename(name, newName);
  }

  async deleteModel(name: string): Promise<void> {
    this.#models.delete(name);
  }

  async setModelTag(name: string, key: string, value: string): Promise<void> {
    this.#models.setTag(name, key, value);
  }

  async deleteModelTag(name: string, key: string): Promise<void> {
    this.#models.deleteTag(name, key);
  }

  async latestVersions(name: string, stages: string[]): Promise<ModelVersion[]> {
    const asked = new Set(stages.map(canonicalStage));
    const { latestVersions } = await this.getModel(name);
    return asked.size === 0 ? latestVersions : latestVersions.filter(({ stage }) => asked.has(stage));
  }

  async createVersion(request: Parameters<Registry['createVersion']>[0]): Promise<ModelVersion> {
    return this.#versions.create(request);
  }

  async getVersion(name: string, version: string): Promise<ModelVersion> {
    return this.#store.read(() => this.#versions.get(name, version));
  }

  async getVersionByAlias(name: string, alias: string): Promise<ModelVersion> {
    return this.#store.read(() => this.#versions.getByAlias(name, alias));
  }

  async downloadUri(name: string, version: string): Promise<string> {
    return this.#store.read(() => {
      const row = this.#versions.row(name, version);
      return row.storage_location || row.source;
    });
  }

  async searchVersions(search: RegistrySearch): Promise<Page<ModelVersion>> {
    return this.#store.read(() => {
      const { items, nextPageToken } = searchVersions(this.#store, search);
      return { items: items.map((row) => modelVersion(this.#store, row)), nextPageToken };
    });
  }

  async updateVersion(name: string, version: string, description: string): Promise<ModelVersion> {
    return this.#versions.update(name, version, description);
  }

  async transitionStage(request: Parameters<Registry['transitionStage']>[0]): Promise<ModelVersion> {
    return this.#versions.transition(request);
  }

  async deleteVersion(name: string, version: string): Promise<void> {
    this.#versions.delete(name, version);
  }

  async setVersionTag(name: string, version: string, key: string, value: string): Promise<void> {
    this.#versions.setTag(name, version, key, value);
  }

  async deleteVersionTag(name: string, version: string, key: string): Promise<void> {
    this.#versions.deleteTag(name, version, key);
  }

  async setAlias(name: string, alias: string, version: string, by: AliasMover): Promise<void> {
    this.#models.setAlias(name, alias, this.#versions.row(name, version).version, by);
  }

  async deleteAlias(name: string, alias: string, by: AliasMover): Promise<void> {
    this.#models.deleteAlias(name, alias, by);
  }
}
