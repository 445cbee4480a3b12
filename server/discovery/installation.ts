import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
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
    takeNatives(source, draft);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw stateFolderFailure(error);
  }
  return target;
}

/** Native libraries lie beside the programs, or a folder above. They are large, so they are shared where that is possible. */
function takeNatives(source: string, target: string): void {
  const natives = ['natives', '../natives'].map((place) => join(source, place)).find(existsSync);
  if (natives === undefined) return;
  for (const file of readdirSync(natives, { recursive: true, encoding: 'utf8' })) {
    const from = join(natives, file);
    if (!statSync(from).isFile()) continue;
    const to = join(target, 'natives', file);
    mkdirSync(dirname(to), { recursive: true });
    try {
      linkSync(from, to);
    } catch {
      copyFileSync(from, to);
    }
  }
}

/** The folder of the running program, where its siblings (runner, supervisor, Python helpers) lie too. */
export function programFolder(): string {
  return dirname(realpathSync(process.argv[1] ?? ''));
}
