import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { afterCondaScripts } from './conda-scripts.ts';
import { withoutEditorVariables } from './inherited-environment.ts';
import { executableFolders, pathKey, prefixOf } from './layout.ts';

/**
 * `env` as activation of `interpreter`'s environment (null: of none) would make it, and fit for a background
 * process: unbuffered UTF-8 output, nothing of the editor's own. What the user has set, CUDA_VISIBLE_DEVICES
 * among it, stays.
 */
export async function activatedEnvironment(
  interpreter: string | null,
  env: Record<string, string>,
): Promise<Record<string, string>> {
  const activated: Record<string, string> = {
    PYTHONUNBUFFERED: '1',
    PYTHONIOENCODING: 'utf-8',
    ...withoutEditorVariables(env),
  };
  if (interpreter === null) return activated;
  const prefix = prefixOf(interpreter);
  if (existsSync(join(prefix, 'conda-meta'))) {
    Object.assign(activated, await condaVariables(prefix));
    activated.CONDA_PREFIX = prefix;
    activated.CONDA_DEFAULT_ENV = basename(prefix);
    delete activated.VIRTUAL_ENV;
    prependToPath(activated, executableFolders(prefix, 'conda'));
    return afterCondaScripts(prefix, activated);
  }
  if (existsSync(join(prefix, 'pyvenv.cfg'))) {
    activated.VIRTUAL_ENV = prefix;
    // As `activate` does: it would send the environment to another standard library.
    delete activated.PYTHONHOME;
    prependToPath(activated, executableFolders(prefix, 'venv'));
  }
  return activated;
}

/** What the user told this environment to set (`conda env config vars set`). */
async function condaVariables(prefix: string): Promise<Record<string, string>> {
  try {
    const state = JSON.parse(await readFile(join(prefix, 'conda-meta', 'state'), 'utf8'));
    return state.env_vars ?? {};
  } catch {
    return {};
  }
}

function prependToPath(env: Record<string, string>, folders: string[]): void {
  const key = pathKey(env);
  const rest = (env[key] ?? '').split(delimiter).filter((folder) => folder && !folders.includes(folder));
  env[key] = [...folders, ...rest].join(delimiter);
}
