import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migration.ts';

/** Prepared runs that their script has taken: a later run of the same execution is a child, even after a restart. */
export const adoptedRuns: Migration = {
  version: 5,
  name: 'adopted-runs',
  up(database: DatabaseSync) {
    database.exec('CREATE TABLE adopted_runs (run_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;');
  },
};
