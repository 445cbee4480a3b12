import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migration.ts';

/** Hashes of files of pipelines, valid as long as the file's stamp (inode, size, times of change) is the same. */
export const fileHashes: Migration = {
  version: 7,
  name: 'file-hashes',
  up(database: DatabaseSync) {
    database.exec(
      'CREATE TABLE file_hashes (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, md5 TEXT NOT NULL) STRICT, WITHOUT ROWID;',
    );
  },
};
