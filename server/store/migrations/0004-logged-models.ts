import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migration.ts';

/** MLflow 3's logged models, and the edges between them and the runs that read or made them. */
export const loggedModels: Migration = {
  version: 4,
  name: 'logged-models',
  up(database: DatabaseSync) {
    database.exec(`
CREATE TABLE logged_models (
  model_id TEXT PRIMARY KEY,
  experiment_id INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  name TEXT NOT NULL,
  model_type TEXT,
  source_run_id TEXT,
  status TEXT NOT NULL,
  status_message TEXT,
  lifecycle_stage TEXT NOT NULL,
  creation_time INTEGER NOT NULL,
  last_updated_time INTEGER NOT NULL
) STRICT;
CREATE INDEX logged_models_by_experiment ON logged_models (experiment_id, creation_time DESC);
CREATE INDEX logged_models_by_run ON logged_models (source_run_id);
CREATE TABLE logged_model_params (
  model_id TEXT NOT NULL REFERENCES logged_models ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model_id, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE logged_model_tags (
  model_id TEXT NOT NULL REFERENCES logged_models ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model_id, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE logged_model_metrics (
  model_id TEXT NOT NULL REFERENCES logged_models ON DELETE CASCADE,
  key TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  step INTEGER NOT NULL,
  run_id TEXT NOT NULL,
  value REAL NOT NULL,
  is_nan INTEGER NOT NULL,
  dataset_name TEXT,
  dataset_digest TEXT,
  PRIMARY KEY (model_id, key, timestamp, step, run_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_models (
  run_id TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('input', 'output')),
  model_id TEXT NOT NULL,
  step INTEGER NOT NULL,
  PRIMARY KEY (run_id, direction, model_id, step)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_models_by_model ON run_models (model_id);
`);
  },
};
