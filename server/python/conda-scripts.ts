import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const limitMs = 10_000;
const mostBytes = 4 << 20;
/** Of the shell that ran them, and not of the environment. */
const ofShell = ['_', 'SHLVL', 'PWD', 'OLDPWD'];

/**
 * `env` after the scripts that packages of a conda environment have for its activation (GDAL's data, compilers); `env`
 * itself where there are none, on Windows, and where one of them ends the shell, as conda goes on then too.
 */
export async function afterCondaScripts(
  prefix: string,
  env: Record<string, string>,
): Promise<Record<string, string>> {
  const folder = join(prefix, 'etc', 'conda', 'activate.d');
  const names = platform() === 'win32' ? [] : await readdir(folder).catch(() => []);
  const scripts = names.filter((name) => name.endsWith('.sh')).sort();
  if (scripts.length === 0) return env;
  const shell = 'for script; do . "$script" >/dev/null; done; env -0';
  const paths = scripts.map((name) => join(folder, name));
  const done = await promisify(execFile)('bash', ['-c', shell, 'bash', ...paths], {
    env,
    timeout: limitMs,
    maxBuffer: mostBytes,
  }).catch(() => null);
  if (!done?.stdout) return env;
  const pairs = done.stdout.split('\0').flatMap((entry): [string, string][] => {
    const at = entry.indexOf('=');
    const name = entry.slice(0, at);
    return at < 1 || ofShell.includes(name) ? [] : [[name, entry.slice(at + 1)]];
  });
  return Object.fromEntries(pairs);
}
