import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migration.ts';

/** Registered models, their versions, aliases and tags, with MLflow's own words for the columns. */
export const registry: Migration = {
  version: 3,
  name: 'registry',
  up(database: DatabaseSync) {
    database.exec(`
CREATE TABLE registered_models (
  model INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  creation_time INTEGER NOT NULL,
  last_updated_time INTEGER NOT NULL,
  description TEXT
) STRICT;
CREATE TABLE registered_model_tags (
  model INTEGER NOT NULL REFERENCES registered_models ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE registered_model_aliases (
  model INTEGER NOT NULL REFERENCES registered_models ON DELETE CASCADE,
  alias TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (model, alias)
) STRICT, WITHOUT ROWID;
CREATE TABLE model_versions (
  model INTEGER NOT NULL REFERENCES registered_models ON DELETE CASCADE,
  version INTEGER NOT NULL,
  creation_time INTEGER NOT NULL,
  last_updated_time INTEGER NOT NULL,
  description TEXT,
  user_id TEXT,
  current_stage TEXT NOT NULL,
  source TEXT NOT NULL,
  storage_location TEXT,
  run_id TEXT,
  run_link TEXT,
  model_id TEXT,
  status TEXT NOT NULL,
  status_message TEXT,
  PRIMARY KEY (model, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX model_versions_by_run ON model_versions (run_id);
CREATE TABLE model_version_tags (
  model INTEGER NOT NULL,
  version INTEGER NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model, version, key),
  FOREIGN KEY (model, version) REFERENCES model_versions ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
`);
  },
};
