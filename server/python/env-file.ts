import { readFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { parseEnv } from 'node:util';
import { UserError } from '../core/user-error.ts';
import { pathKey } from './layout.ts';

/**
 * `env` with the variables of an env file over it, as `python.envFile` means it: `${NAME}` stands for an
 * earlier variable of the file, else of `env`; PATH and PYTHONPATH are added to and not replaced.
 *
 * @throws UserError `SLW-PYTHON-ENV-FILE` where the file cannot be read.
 */
export async function withEnvFile(
  env: Readonly<Record<string, string>>,
  file: string,
): Promise<Record<string, string>> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UserError(
      'SLW-PYTHON-ENV-FILE',
      `Expected environment variables in ${file} (setting python.envFile), but it cannot be read: ${error.message}`,
    );
  });
  return withVariables(env, text);
}

/** The same for the text of an env file. */
export function withVariables(env: Readonly<Record<string, string>>, text: string): Record<string, string> {
  const result = { ...env };
  for (const [name, raw = ''] of Object.entries(parseEnv(text))) {
    const value = raw.replace(/\$\{(\w+)\}/g, (_, other: string) => result[other] ?? '');
    const key = name.toUpperCase() === 'PATH' ? pathKey(result) : name;
    const added = key === 'PYTHONPATH' || key === pathKey(result);
    const before = env[key];
    result[key] = added && before && !value.includes(before) ? `${before}${delimiter}${value}` : value;
  }
  return result;
}
