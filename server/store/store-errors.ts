import { UserError } from '../core/user-error.ts';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html); an extended code holds one in its low byte. */
const sqlite = {
  BUSY: 5,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  NOTADB: 26,
} as const;

function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

export function isCorruption(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === sqlite.CORRUPT || code === sqlite.NOTADB;
}

export function isReadOnlyFailure(error: unknown): boolean {
  if (sqliteCode(error) === sqlite.READONLY) return true;
  return ['EACCES', 'EPERM', 'EROFS'].includes(systemCode(error) ?? '');
}

/** What a person can meet of the store becomes a `UserError`; anything else is returned as it is. */
export function explainStoreFailure(error: unknown, database: string): unknown {
  const code = sqliteCode(error);
  if (code === sqlite.BUSY) return heldElsewhere(database);
  if (code === sqlite.FULL || systemCode(error) === 'ENOSPC') return diskFull(database);
  if (isReadOnlyFailure(error)) return readOnlyStore(database);
  if (code === sqlite.IOERR) return inputOutput(database, error);
  if (code === sqlite.CANTOPEN) return cannotOpen(database, error);
  if (isCorruption(error)) return corruptWhileOpen(database);
  return error;
}

function diskFull(database: string): UserError {
  return new UserError(
    'SLW-STORE-FULL',
    `The disk that holds ${database} is full: this write was not stored. All that was acknowledged before is safe.`,
    'Free some space (`slipway gc --dry-run` shows what can go) and try again.',
  );
}

function heldElsewhere(database: string): UserError {
  return new UserError(
    'SLW-STORE-HELD',
    `${database} is held by another Slipway runner, perhaps of another machine or container that shares this folder.`,
    'Close Slipway there, or open another copy of the folder here.',
  );
}

export function readOnlyStore(database: string): UserError {
  return new UserError(
    'SLW-STORE-READ-ONLY',
    `${database} cannot be written: the folder or its disk is read-only for this user.`,
    'Runs can be read but not recorded. Give this user write access to the .slipway folder to record runs.',
  );
}

export function foreignFolder(found: string): UserError {
  return new UserError(
    'SLW-STORE-FOREIGN',
    `The .slipway folder was not made by this program, so nothing in it is believed: ${found}.`,
    'Move the .slipway folder aside (it may have come with a clone); Slipway makes a new one.',
  );
}

export function newerDatabase(database: string, found: number, known: number): UserError {
  return new UserError(
    'SLW-STORE-NEWER',
    `${database} was written by a newer Slipway: its schema is version ${found}, this program knows up to ${known}.`,
    'Update Slipway; nothing in the folder was changed.',
  );
}

export function cannotUseFolder(folder: string): UserError {
  return new UserError(
    'SLW-STORE-OPEN',
    `${folder} is not a folder, so no runs can be kept in it.`,
    'Open a folder that exists.',
  );
}

function corruptWhileOpen(database: string): UserError {
  return new UserError(
    'SLW-STORE-CORRUPT',
    `${database} is damaged: SQLite could not read a part of it.`,
    'Stop Slipway and open the folder again: the damaged file is then checked, kept aside and named.',
  );
}

function inputOutput(database: string, error: unknown): UserError {
  return new UserError(
    'SLW-STORE-IO',
    `The disk failed while ${database} was in use (${message(error)}). What was acknowledged before is on disk.`,
    'Check the disk or the network mount, then try again.',
  );
}

function cannotOpen(database: string, error: unknown): UserError {
  return new UserError(
    'SLW-STORE-OPEN',
    `${database} could not be opened (${message(error)}).`,
    'Check that the folder exists and that this user may read and write it.',
  );
}

function systemCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
