import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { serverVersion } from '../core/version.ts';
import { stateFolderFailure, stateRoot } from './state-folder.ts';

/**
 * Copies the server's programs to a folder of the user's named by version and content, and returns it.
 * Daemons run from there: an update of the editor's extension deletes the folder it came in.
 */
export function installServer(): string {
  const source = programFolder();
  const root = join(stateRoot(), 'servers');
  if (dirname(source) === root) return source;
  const target = join(root, `${serverVersion}-${readFileSync(join(source, 'build-id'), 'utf8')}`);
  if (existsSync(target)) return target;
  const draft = `${target}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    cpSync(source, draft, { recursive: true, filter: (path) => !path.endsWith('.map') });
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw stateFolderFailure(error);
  }
  return target;
}

/** The folder of the running program, where its siblings (runner, supervisor, Python helpers) lie too. */
export function programFolder(): string {
  return dirname(realpathSync(process.argv[1] ?? ''));
}
