import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migration.ts';

/** Where the files of a revision lie, for those who fetch them from there; empty for revisions of before. */
export const artifactUris: Migration = {
  version: 12,
  name: 'artifact URIs of revisions',
  up(database: DatabaseSync) {
    database.exec("ALTER TABLE revisions ADD COLUMN artifact_uri TEXT NOT NULL DEFAULT ''");
  },
};
