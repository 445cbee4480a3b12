import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { PythonEnvironment } from '../../schemas/protocol/executions.ts';
import { upwardFrom } from '../core/upward-from.ts';
import { prefixOf } from './layout.ts';

/** The tool that an environment was made with and is kept by. */
export interface EnvironmentTool {
  kind: Exclude<PythonEnvironment['kind'], 'given'>;
  /** A plain venv that uv made holds no pip. */
  madeByUv: boolean;
}

/** Files that say which tool keeps the environments of a folder, the more telling first. */
const markers = [
  { file: 'uv.lock', kind: 'uv' },
  { file: 'poetry.lock', kind: 'poetry' },
  { file: 'Pipfile', kind: 'pipenv' },
] as const;

/** Reads from the environment's own files, and the project's beside it, which tool keeps `interpreter`. */
export async function toolOf(interpreter: string, cwd: string): Promise<EnvironmentTool> {
  const prefix = prefixOf(interpreter);
  if (existsSync(join(prefix, 'conda-meta'))) {
    const isPixi = basename(dirname(dirname(prefix))) === '.pixi';
    return { kind: isPixi ? 'pixi' : 'conda', madeByUv: false };
  }
  const config = await readFile(join(prefix, 'pyvenv.cfg'), 'utf8').catch(() => null);
  if (config === null) return { kind: 'system', madeByUv: false };
  const madeByUv = /^uv\s*=/m.test(config);
  if (/[\\/]pypoetry[\\/]/.test(prefix)) return { kind: 'poetry', madeByUv };
  // pipenv writes the project's path into the environments that it keeps outside the project.
  if (existsSync(join(prefix, '.project'))) return { kind: 'pipenv', madeByUv };
  const inProject = upwardFrom(cwd).includes(dirname(prefix));
  const marker = inProject && markers.find(({ file }) => existsSync(join(dirname(prefix), file)));
  return { kind: marker ? marker.kind : 'venv', madeByUv };
}

/** Command prefix that adds a package in the environment's own tool, as a user would type it. */
export function addPackageCommand(
  tool: EnvironmentTool,
  interpreter: string,
  externallyManaged: boolean,
): string {
  const python = /\s/.test(interpreter) ? `"${interpreter}"` : interpreter;
  switch (tool.kind) {
    case 'uv':
      return 'uv add';
    case 'poetry':
      return 'poetry add';
    case 'pipenv':
      return 'pipenv install';
    case 'pixi':
      return 'pixi add';
    case 'conda':
      return `conda install --prefix ${python.replace(interpreter, prefixOf(interpreter))}`;
    case 'venv':
      return tool.madeByUv ? `uv pip install --python ${python}` : `${python} -m pip install`;
    case 'system':
      return externallyManaged
        ? `${python} -m venv .venv && .venv/bin/python -m pip install`
        : `${python} -m pip install`;
  }
}
