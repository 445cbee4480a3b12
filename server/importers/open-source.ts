import { open, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ImportRequest } from '../../schemas/protocol/interop.ts';
import { UserError } from '../core/user-error.ts';
import { dvcSource, isDvcFolder } from './dvc/dvc-folder.ts';
import type { ImportSource } from './import-source.ts';
import { mlflowDbSource } from './mlflow-db.ts';
import { mlflowServerSource } from './mlflow-server.ts';
import { isMlruns, mlrunsSource } from './mlruns-folder.ts';
import { hasEventFiles, tensorboardSource } from './tensorboard/tensorboard-folder.ts';
import { detectBounds, tooLarge, WalkLimit } from './walk-limit.ts';

const sqliteMagic = 'SQLite format 3\0';

/** Opens what a request names. Throws `UserError` where it is not what the request says. */
export async function openSource(request: ImportRequest, cacheFolder: string): Promise<ImportSource> {
  switch (request.kind) {
    case 'mlflow-server': {
      const { uri, username, token } = request;
      const server = {
        name: 'the MLflow server',
        uri: uri.replace(/\/+$/, ''),
        username,
        token: () => token,
        needsToken: false,
      };
      return mlflowServerSource(server, join(cacheFolder, 'import'));
    }
    case 'mlflow-db':
      return mlflowDbSource(await existing(request.file));
    case 'mlruns':
      return mlrunsSource(await existing(request.folder));
    case 'tensorboard':
      return tensorboardSource(await existing(request.folder), request.experimentName);
    case 'dvc':
      return dvcSource(await existing(request.folder), request.experimentName);
  }
}

/**
 * What lies at an absolute path or http(s) address. Throws `UserError` where it is nothing that can be imported, or
 * a folder too large to search.
 * An address may hold credentials (`http://user:password@host`), as MLflow's own clients take them.
 */
export async function detectSource(location: string, bounds = detectBounds): Promise<ImportRequest> {
  if (/^https?:\/\//i.test(location)) return serverRequest(location);
  const path = await existing(location.replace(/^sqlite:\/\/\//, '').replace(/^file:\/\//, ''));
  if ((await stat(path)).isFile()) {
    if (await isSqlite(path)) return { kind: 'mlflow-db', file: path };
    throw unknown(location);
  }
  const limit = new WalkLimit(path, bounds);
  if (await isMlruns(path, limit)) return { kind: 'mlruns', folder: path };
  if (await isMlruns(join(path, 'mlruns'), limit)) return { kind: 'mlruns', folder: join(path, 'mlruns') };
  if (await isSqlite(join(path, 'mlflow.db'))) return { kind: 'mlflow-db', file: join(path, 'mlflow.db') };
  // Event files may lie nearer to the root than what exhausted this search; theirs has bounds of its own.
  if (await isDvcFolder(path, limit).catch(falseWhereTooLarge))
    return { kind: 'dvc', folder: path, experimentName: null };
  if (await hasEventFiles(path, new WalkLimit(path, bounds)))
    return { kind: 'tensorboard', folder: path, experimentName: null };
  throw unknown(location);
}

function falseWhereTooLarge(error: unknown): false {
  if (error instanceof UserError && error.code === tooLarge) return false;
  throw error;
}

function serverRequest(location: string): ImportRequest {
  if (!URL.canParse(location)) throw unknown(location);
  const url = new URL(location);
  const username = decodeURIComponent(url.username) || null;
  const token = decodeURIComponent(url.password) || null;
  url.username = '';
  url.password = '';
  url.hash = '';
  return { kind: 'mlflow-server', uri: url.href.replace(/\/+$/, ''), username, token };
}

async function existing(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    throw new UserError('SLW-IMPORT-MISSING', `There is nothing at ${path}.`, 'Check the path.');
  }
}

async function isSqlite(file: string): Promise<boolean> {
  const handle = await open(file, 'r').catch(() => null);
  if (!handle) return false;
  try {
    const { buffer } = await handle.read(Buffer.alloc(sqliteMagic.length), 0, sqliteMagic.length, 0);
    return buffer.toString('latin1') === sqliteMagic;
  } catch {
    return false;
  } finally {
    await handle.close();
  }
}

function unknown(location: string): UserError {
  return new UserError(
    'SLW-IMPORT-UNKNOWN',
    `${basename(location) || location} is nothing that runs can be imported from.`,
    'Name an MLflow server (http://…), an mlflow.db, an mlruns folder, a folder of TensorBoard event files, a DVC project or a DVCLive folder.',
  );
}
