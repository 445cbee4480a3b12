import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migration.ts';

/**
 * What is deployed: the state of each target as its rollout left it (JSON of `TargetState`), what each revision was made of, and
 * which orders have been taken already. Files of revisions lie in the user's state folder.
 */
export const deployments: Migration = {
  version: 10,
  name: 'deployments',
  up(database: DatabaseSync) {
    database.exec(`
      CREATE TABLE targets (
        name TEXT PRIMARY KEY,
        state TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE revisions (
        target TEXT NOT NULL,
        number INTEGER NOT NULL,
        model TEXT NOT NULL,
        version TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        channel TEXT NOT NULL,
        reason TEXT NOT NULL,
        overridden TEXT,
        digests TEXT NOT NULL,
        manifest_path TEXT NOT NULL,
        manifest TEXT NOT NULL,
        report TEXT,
        PRIMARY KEY (target, number)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE release_orders (
        key TEXT PRIMARY KEY,
        target TEXT NOT NULL,
        result TEXT
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
