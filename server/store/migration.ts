import type { DatabaseSync } from 'node:sqlite';

/**
 * One numbered step of the schema; the numbers are the database's `user_version`. A step that has been
 * released is never edited: change the schema by a new one.
 */
export interface Migration {
  version: number;
  name: string;
  up(database: DatabaseSync): void;
}
