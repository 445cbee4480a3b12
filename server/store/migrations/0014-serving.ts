import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migration.ts';

/** What serves a revision that ONNX Runtime does not, as JSON. */
export const serving: Migration = {
  version: 14,
  name: 'serving',
  up(database: DatabaseSync) {
    database.exec('ALTER TABLE revisions ADD COLUMN serving TEXT');
  },
};
