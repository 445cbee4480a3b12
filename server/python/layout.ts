import { existsSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path';

const windows = process.platform === 'win32';

/** Where interpreters lie below an environment's prefix: venv and conda layouts, Windows and POSIX. */
const interpreterPaths = windows ? ['Scripts\\python.exe', 'python.exe'] : ['bin/python', 'bin/python3'];

/** The interpreter of the environment at `prefix`; null where there is none. */
export function interpreterIn(prefix: string): string | null {
  return interpreterPaths.map((path) => join(prefix, path)).find((path) => existsSync(path)) ?? null;
}

/** The environment's folder (`sys.prefix`) of an interpreter, from its path alone: links are not followed. */
export function prefixOf(interpreter: string): string {
  const folder = dirname(interpreter);
  return ['bin', 'scripts'].includes(basename(folder).toLowerCase()) ? dirname(folder) : folder;
}

/** Folders that activation puts first on PATH. Conda's libraries on Windows are found by PATH alone. */
export function executableFolders(prefix: string, layout: 'venv' | 'conda'): string[] {
  if (!windows) return [join(prefix, 'bin')];
  if (layout === 'venv') return [join(prefix, 'Scripts')];
  const library = join(prefix, 'Library');
  return [
    prefix,
    join(library, 'mingw-w64', 'bin'),
    join(library, 'usr', 'bin'),
    join(library, 'bin'),
    join(prefix, 'Scripts'),
    join(prefix, 'bin'),
  ];
}

/** The name under which `env` holds PATH: Windows writes `Path`, and compares without case. */
export function pathKey(env: Record<string, string>): string {
  return (windows && Object.keys(env).find((key) => key.toUpperCase() === 'PATH')) || 'PATH';
}

/** Absolute paths of every executable called `name` on `env`'s PATH, first one first. */
export function findOnPath(name: string, env: Record<string, string>): string[] {
  const extensions = windows ? (env.PATHEXT ?? '.EXE;.CMD;.BAT').split(';') : [''];
  return (env[pathKey(env)] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .flatMap((folder) => extensions.map((extension) => join(folder, name + extension)))
    .filter((file) => existsSync(file));
}
