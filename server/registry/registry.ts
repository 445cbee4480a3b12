import type { AuditChannel } from '../../schemas/protocol/audit.ts';
import type { Page, PageRequest } from '../tracking/tracker.ts';

export type ModelStage = 'None' | 'Staging' | 'Production' | 'Archived';
export type ModelVersionStatus = 'PENDING_REGISTRATION' | 'FAILED_REGISTRATION' | 'READY';

/** Times in milliseconds since 1970 (UTC). */
export interface ModelVersion {
  name: string;
  version: string;
  creationTime: number;
  lastUpdateTime: number;
  description: string;
  stage: ModelStage;
  /** What the client named: `runs:/…`, `models:/m-…`, `mlflow-artifacts:/…`. */
  source: string;
  runId: string;
  runLink: string;
  /** The logged model that this version is of; empty for what MLflow 2 registered. */
  modelId: string;
  status: ModelVersionStatus;
  tags: Record<string, string>;
  aliases: string[];
}

/** Who moves an alias, which decides what is compared with as the live version. */
export interface AliasMover {
  channel: AuditChannel;
  why: string;
}

/** Null: the alias stood for no version, or stands for none any more. */
export interface AliasMove {
  model: string;
  alias: string;
  from: string | null;
  to: string | null;
  by: AliasMover;
}

export interface RegisteredModel {
  name: string;
  creationTime: number;
  lastUpdateTime: number;
  description: string;
  tags: Record<string, string>;
  aliases: { alias: string; version: string }[];
  /** The newest version of each stage. */
  latestVersions: ModelVersion[];
}

export interface RegistrySearch extends PageRequest {
  /** MLflow's filter language over `name` and `tags.x` (and, for versions, `run_id`, `source_path`, `version_number`). */
  filter: string;
  orderBy: string[];
}

/**
 * Where registered models live: the embedded store, or a real MLflow server over REST. Every method rejects
 * with a `TrackingError` that carries MLflow's own error code.
 */
export interface Registry {
  createModel(request: {
    name: string;
    description: string;
    tags: Record<string, string>;
  }): Promise<RegisteredModel>;
  getModel(name: string): Promise<RegisteredModel>;
  searchModels(search: RegistrySearch): Promise<Page<RegisteredModel>>;
  updateModel(name: string, description: string): Promise<RegisteredModel>;
  renameModel(name: string, newName: string): Promise<RegisteredModel>;
  deleteModel(name: string): Promise<void>;
  setModelTag(name: string, key: string, value: string): Promise<void>;
  deleteModelTag(name: string, key: string): Promise<void>;
  /** The newest version of each of `stages`; of every stage where the list is empty. */
  latestVersions(name: string, stages: string[]): Promise<ModelVersion[]>;

  createVersion(request: {
    name: string;
    source: string;
    /** Where the files lie, where `source` only refers to them. */
    storageLocation: string;
    runId: string;
    runLink: string;
    modelId: string;
    description: string;
    tags: Record<string, string>;
  }): Promise<ModelVersion>;
  getVersion(name: string, version: string): Promise<ModelVersion>;
  getVersionByAlias(name: string, alias: string): Promise<ModelVersion>;
  /** URI of the version's files. */
  downloadUri(name: string, version: string): Promise<string>;
  searchVersions(search: RegistrySearch): Promise<Page<ModelVersion>>;
  updateVersion(name: string, version: string, description: string): Promise<ModelVersion>;
  transitionStage(request: {
    name: string;
    version: string;
    stage: string;
    archiveExisting: boolean;
  }): Promise<ModelVersion>;
  deleteVersion(name: string, version: string): Promise<void>;
  setVersionTag(name: string, version: string, key: string, value: string): Promise<void>;
  deleteVersionTag(name: string, version: string, key: string): Promise<void>;

  setAlias(name: string, alias: string, version: string, by: AliasMover): Promise<void>;
  deleteAlias(name: string, alias: string, by: AliasMover): Promise<void>;
}
