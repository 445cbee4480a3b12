import { existsSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { UserError } from '../../core/user-error.ts';
import { changeParam } from '../../manifests/dvc/edit-params.ts';
import { ManifestFault } from '../../manifests/dvc/fault.ts';
import type { ParamChange } from '../../manifests/dvc/param-change.ts';
import { writeAtomically } from '../atomic-file.ts';

/**
 * Sets params in the files of a root; with `write: false` it is only seen whether that can be done.
 * @throws UserError `SLW-PARAM-UNKNOWN` for a file or param that is not there, or cannot be set where it stands
 */
export async function changeParamFiles(
  root: string,
  changes: readonly ParamChange[],
  { write }: { write: boolean },
): Promise<void> {
  const texts = new Map<string, string>();
  for (const change of changes) {
    const path = isAbsolute(change.file) ? change.file : join(root, change.file);
    if (isAbsolute(change.file) || change.file.startsWith('..'))
      throw unknown(`${change.file} lies outside the pipelines' folder, so no copy of it can be changed`);
    if (!texts.has(path) && !existsSync(path)) throw unknown(`there is no params file ${change.file}`);
    try {
      texts.set(path, changeParam(texts.get(path) ?? (await readFile(path, 'utf8')), change));
    } catch (error) {
      if (!(error instanceof ManifestFault)) throw error;
      throw unknown(error.message);
    }
  }
  if (!write) return;
  for (const [path, text] of texts) {
    // A link stays one.
    const file = await realpath(path);
    await writeAtomically(file, text, (await stat(file)).mode & 0o777);
  }
}

function unknown(message: string): UserError {
  return new UserError('SLW-PARAM-UNKNOWN', message, 'Nothing was run.');
}
