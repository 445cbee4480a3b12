import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { foreignFolder } from './store-errors.ts';

/** Where things lie in a workspace folder. Nothing here holds a pid, port or secret. */
export interface StoreLayout {
  /** `.slipway` in the workspace folder. */
  root: string;
  database: string;
  /** `<experimentId>/<runId>/artifacts/…` below it. */
  artifacts: string;
  /** `<executionId>/…` below it. */
  executions: string;
  cache: string;
}

export function storeLayout(folder: string): StoreLayout {
  const root = join(folder, '.slipway');
  return {
    root,
    database: join(root, 'slipway.db'),
    artifacts: join(root, 'artifacts'),
    executions: join(root, 'executions'),
    cache: join(root, 'cache'),
  };
}

/**
 * A `.slipway` may have come with a clone: a link in it could make us read or write elsewhere.
 * @throws UserError `SLW-STORE-FOREIGN` where a part of the store is not a plain folder or file.
 */
export function refuseLinks(layout: StoreLayout): void {
  for (const folder of [layout.root, layout.artifacts, layout.executions, layout.cache])
    expectKind(folder, 'folder');
  for (const suffix of ['', '-wal', '-shm', '-journal', '.check'])
    expectKind(layout.database + suffix, 'file');
  expectKind(join(layout.root, '.gitignore'), 'file');
}

/** Makes `.slipway` with a `.gitignore` of its own, so that no run is ever committed by accident. */
export function makeFolders(layout: StoreLayout): void {
  for (const folder of [layout.root, layout.artifacts, layout.executions, layout.cache]) makeFolder(folder);
  writeIfAbsent(join(layout.root, '.gitignore'), '*\n');
  // SQLite would make it readable to all; its log takes the database's own mode. An empty file is an empty database.
  writeIfAbsent(layout.database, '');
}

/** Not recursive: on a read-only disk Node then says ENOENT in place of EROFS. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function expectKind(path: string, kind: 'folder' | 'file'): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (kind === 'folder' ? found.isDirectory() : found.isFile()) return;
  const what = found.isSymbolicLink() ? 'a symbolic link' : `not a plain ${kind}`;
  throw foreignFolder(`${path} is ${what}`);
}

function writeIfAbsent(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
