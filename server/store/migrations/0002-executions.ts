import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migration.ts';

/**
 * `record` is the protocol's `Execution` as JSON and `recipe` its `ExecutionRecipe`; the columns are what is
 * searched by. Pids lie in the user's state folder, not here: a cloned folder must not name processes.
 */
export const executions: Migration = {
  version: 2,
  name: 'executions',
  up(database: DatabaseSync) {
    database.exec(`
CREATE TABLE executions (
  execution_id TEXT PRIMARY KEY,
  run_id TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  record TEXT NOT NULL,
  recipe TEXT
) STRICT;
CREATE INDEX executions_by_run ON executions (run_id, started_at DESC);
CREATE INDEX executions_by_state ON executions (state);
`);
  },
};
