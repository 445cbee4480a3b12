import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migration.ts';

/**
 * Experiments, runs and what was logged. Rows of a run hang on its integer `pk`, for the 32 letters of a
 * run id in every row would double the file.
 *
 * `series`, clustered by run, holds one row for each metric of a run with its latest value, so that filters and orders read
 * no points, and how many points it has. `points` is clustered by its key: history order is the order on disk, and an exact duplicate
 * is a conflict. NaN is stored as 0 with `is_nan`, for SQLite stores a NaN as NULL.
 *
 * `logged_keys` holds which names the runs of an experiment ever used: the columns of a table of runs.
 */
export const tracking: Migration = {
  version: 1,
  name: 'tracking',
  up(database: DatabaseSync) {
    database.exec(`
CREATE TABLE experiments (
  experiment_id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  lifecycle_stage TEXT NOT NULL,
  creation_time INTEGER NOT NULL,
  last_update_time INTEGER NOT NULL
) STRICT;
CREATE TABLE experiment_tags (
  experiment_id INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (experiment_id, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE runs (
  pk INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL UNIQUE,
  experiment_id INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  name TEXT NOT NULL,
  user_id TEXT NOT NULL,
  status TEXT NOT NULL,
  lifecycle_stage TEXT NOT NULL,
  start_time INTEGER,
  end_time INTEGER,
  deleted_time INTEGER
) STRICT;
CREATE INDEX runs_by_start ON runs (start_time DESC, run_id, lifecycle_stage, experiment_id);
CREATE INDEX runs_by_experiment ON runs (experiment_id, start_time DESC, run_id, lifecycle_stage);
CREATE TABLE run_params (
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_params_by_value ON run_params (key, value);
CREATE TABLE run_tags (
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_tags_by_value ON run_tags (key, value);
CREATE TABLE series (
  series INTEGER NOT NULL UNIQUE,
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  key TEXT NOT NULL,
  value REAL NOT NULL,
  is_nan INTEGER NOT NULL,
  step INTEGER NOT NULL,
  timestamp INTEGER NOT NULL,
  points INTEGER NOT NULL,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX series_by_value ON series (key, is_nan, value, run);
CREATE TABLE points (
  series INTEGER NOT NULL REFERENCES series (series) ON DELETE CASCADE,
  timestamp INTEGER NOT NULL,
  step INTEGER NOT NULL,
  value REAL NOT NULL,
  is_nan INTEGER NOT NULL,
  PRIMARY KEY (series, timestamp, step, value, is_nan)
) STRICT, WITHOUT ROWID;
CREATE TABLE logged_keys (
  experiment_id INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('metric', 'param', 'tag')),
  key TEXT NOT NULL,
  PRIMARY KEY (experiment_id, kind, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE datasets (
  dataset INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  source_type TEXT NOT NULL,
  source TEXT NOT NULL,
  schema TEXT,
  profile TEXT,
  UNIQUE (name, digest)
) STRICT;
CREATE TABLE run_inputs (
  input INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  dataset INTEGER NOT NULL REFERENCES datasets,
  UNIQUE (run, dataset)
) STRICT;
CREATE INDEX run_inputs_by_dataset ON run_inputs (dataset);
CREATE TABLE run_input_tags (
  input INTEGER NOT NULL REFERENCES run_inputs ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (input, key)
) STRICT, WITHOUT ROWID;
`);
  },
};
