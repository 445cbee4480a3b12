import { DatabaseSync } from 'node:sqlite';
import type { Migration } from './migration.ts';
import { tracking } from './migrations/0001-tracking.ts';
import { executions } from './migrations/0002-executions.ts';
import { registry } from './migrations/0003-registry.ts';
import { loggedModels } from './migrations/0004-logged-models.ts';
import { adoptedRuns } from './migrations/0005-adopted-runs.ts';
import { pointBlocks } from './migrations/0006-point-blocks.ts';
import { fileHashes } from './migrations/0007-file-hashes.ts';
import { schedules } from './migrations/0008-schedules.ts';
import { gatesAndAudit } from './migrations/0009-gates-and-audit.ts';
import { deployments } from './migrations/0010-deployments.ts';
import { measurements } from './migrations/0011-measurements.ts';
import { artifactUris } from './migrations/0012-artifact-uris.ts';
import { approvals } from './migrations/0013-approvals.ts';
import { serving } from './migrations/0014-serving.ts';
import { foreignFolder, newerDatabase } from './store-errors.ts';

/** In order, without gaps: the version of the last is the schema's. */
export const migrations: readonly Migration[] = [
  tracking,
  executions,
  registry,
  loggedModels,
  adoptedRuns,
  pointBlocks,
  fileHashes,
  schedules,
  gatesAndAudit,
  deployments,
  measurements,
  artifactUris,
  approvals,
  serving,
];
export const schemaVersion = migrations.length;

export function readSchemaVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
}

/**
 * Applies what is missing, all of it in one transaction, after checking that what is there is ours.
 * @throws UserError `SLW-STORE-NEWER` (the file is untouched), `SLW-STORE-FOREIGN`
 */
export function migrate(database: DatabaseSync, file: string): void {
  const found = readSchemaVersion(database);
  if (found > schemaVersion) throw newerDatabase(file, found, schemaVersion);
  refuseForeignSchema(database, found);
  if (found === schemaVersion) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    applyMigrations(database, found, schemaVersion);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** Applies the steps after `from` up to `to` and sets the version; the caller holds the transaction. */
export function applyMigrations(database: DatabaseSync, from: number, to: number): void {
  for (const migration of migrations.slice(from, to)) migration.up(database);
  database.exec(`PRAGMA user_version = ${to}`);
}

/**
 * A database that came with a clone could hold triggers or views that run when we write. Its whole schema
 * must be, letter by letter, what our own migrations make.
 * @throws UserError `SLW-STORE-FOREIGN`
 */
export function refuseForeignSchema(database: DatabaseSync, version: number): void {
  const expected = expectedSchema(version);
  const found = schemaObjects(database);
  for (const [name, sql] of found) {
    if (expected.get(name) !== sql) throw foreignFolder(`the database holds an unexpected ${name}`);
    expected.delete(name);
  }
  const missing = expected.keys().next().value;
  if (missing !== undefined) throw foreignFolder(`the database lacks the ${missing}`);
}

function expectedSchema(version: number): Map<string, string> {
  const reference = new DatabaseSync(':memory:');
  try {
    applyMigrations(reference, 0, version);
    return schemaObjects(reference);
  } finally {
    reference.close();
  }
}

/** `table runs` -> its SQL. `sqlite_stat` tables hold the planner's counts and run nothing. */
function schemaObjects(database: DatabaseSync): Map<string, string> {
  const rows = database
    .prepare(`SELECT type || ' ' || name AS object, coalesce(sql, '') AS sql FROM sqlite_schema
      WHERE name NOT GLOB 'sqlite_stat[0-9]' OR type <> 'table'`)
    .all();
  return new Map(rows.map((row) => [String(row.object), String(row.sql)]));
}
