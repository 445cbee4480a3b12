import { accessSync, constants, existsSync, lstatSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { makeFolders, refuseLinks, type StoreLayout, storeLayout } from './layout.ts';
import { networkNotice } from './network-disk.ts';
import { copyForReading } from './read-copy.ts';
import { rescue } from './rescue.ts';
import { migrate } from './schema.ts';
import { Store, type StoreNotice } from './store.ts';
import {
  cannotUseFolder,
  explainStoreFailure,
  isCorruption,
  isReadOnlyFailure,
  readOnlyStore,
} from './store-errors.ts';

export interface OpenStoreRequest {
  /** The workspace folder. */
  folder: string;
  /** `read` writes nothing in the folder, as for an untrusted workspace. */
  access: 'write' | 'read';
}

/**
 * Opens the store of a folder and makes it where there is none. A folder that cannot be written is opened
 * for reading (`store.readOnly` says why). A damaged database is kept aside under another name, what can be
 * read of it goes into a new one, and a notice says so.
 * @throws UserError `SLW-STORE-HELD`, `SLW-STORE-FOREIGN`, `SLW-STORE-NEWER`, `SLW-STORE-FULL`, `SLW-STORE-OPEN`
 */
export function openStore({ folder, access }: OpenStoreRequest): Store {
  const layout = storeLayout(folder);
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw cannotUseFolder(folder);
  refuseLinks(layout);
  try {
    if (access === 'read') return openForReading(layout, 'This folder is open for reading only.');
    try {
      return openForWriting(layout);
    } catch (error) {
      if (!isReadOnlyFailure(error)) throw error;
      return openForReading(layout, readOnlyStore(layout.database).message);
    }
  } catch (error) {
    throw explainStoreFailure(error, layout.database);
  }
}

function openForWriting(layout: StoreLayout): Store {
  makeFolders(layout);
  for (const path of [layout.root, layout.database]) if (existsSync(path)) accessSync(path, constants.W_OK);
  const suspect = `${layout.database}.check`;
  const notices: StoreNotice[] = networkNotice(layout.root);
  let database: DatabaseSync;
  try {
    database = openDatabase(layout.database, existsSync(suspect));
  } catch (error) {
    if (!isCorruption(error)) throw error;
    notices.push(rescue(layout.database));
    database = openDatabase(layout.database, false);
  }
  rmSync(suspect, { force: true });
  return new Store({
    layout,
    database,
    readOnly: null,
    notices,
    onClose: () => {},
    onCorruption: () => writeFileSync(suspect, ''),
  });
}

function openForReading(layout: StoreLayout, reason: string): Store {
  const copy = copyForReading(layout.database);
  try {
    const database = openDatabase(copy.file, false);
    database.exec('PRAGMA query_only = ON');
    return new Store({
      layout,
      database,
      readOnly: reason,
      notices: [],
      onClose: copy.remove,
      onCorruption: () => {},
    });
  } catch (error) {
    copy.remove();
    throw error;
  }
}

function openDatabase(file: string, checkWhole: boolean): DatabaseSync {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 0 });
  try {
    // The lock is the mutex, and without shared memory it holds on network disks; it must come before WAL.
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA trusted_schema = OFF;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA cache_size = -65536;
      PRAGMA temp_store = MEMORY;`);
    database.enableDefensive(true);
    database.exec('BEGIN IMMEDIATE; COMMIT');
    migrate(database, file);
    if (checkWhole) refuseDamage(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function refuseDamage(database: DatabaseSync): void {
  const verdict = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (verdict !== 'ok') throw Object.assign(new Error(String(verdict)), { errcode: 11 });
}
