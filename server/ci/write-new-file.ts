import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../core/user-error.ts';

/**
 * Makes the folders on the way; replaces a file only with `force`. Returns the absolute path.
 * @throws UserError `SLW-FILE-EXISTS`
 */
export function writeNewFile(path: string, text: string, force: boolean): string {
  const file = resolve(path);
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new UserError(
      'SLW-FILE-EXISTS',
      `${file} is there already, and was left as it is.`,
      'Say --force to replace it.',
    );
  }
  return file;
}
