import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migration.ts';

/** What gates read beside metrics: the newest of each kind for what it is bound to (canonical JSON of digests and machine). */
export const measurements: Migration = {
  version: 11,
  name: 'measurements',
  up(database: DatabaseSync) {
    database.exec(`
      CREATE TABLE measurements (
        kind TEXT NOT NULL,
        bound_to TEXT NOT NULL,
        measurement TEXT NOT NULL,
        PRIMARY KEY (kind, bound_to)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
