import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migration.ts';

/**
 * What schedules of slipway.yaml have done: each firing with what became of it, how far each schedule has looked, and
 * the files whose arrival has been answered. That a person has armed one is not here: a clone could say so.
 */
export const schedules: Migration = {
  version: 8,
  name: 'schedules',
  up(database: DatabaseSync) {
    database.exec(`
      CREATE TABLE schedule_firings (
        id INTEGER PRIMARY KEY,
        schedule TEXT NOT NULL,
        cause TEXT NOT NULL,
        due_at INTEGER NOT NULL,
        stands_for INTEGER NOT NULL,
        state TEXT NOT NULL,
        files TEXT NOT NULL,
        started_at INTEGER,
        ended_at INTEGER,
        run_id TEXT,
        reason TEXT
      ) STRICT;
      CREATE INDEX schedule_firings_by_schedule ON schedule_firings (schedule, id);
      CREATE TABLE schedule_marks (
        schedule TEXT PRIMARY KEY,
        looked_until INTEGER NOT NULL,
        content TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE schedule_files (
        schedule TEXT NOT NULL,
        path TEXT NOT NULL,
        identity TEXT NOT NULL,
        PRIMARY KEY (schedule, path)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
