import { existsSync, readFileSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
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
  const texts = changedParamTexts(root, changes);
  if (!write) return;
  for (const [location, text] of texts) {
    // A link stays one.
    const file = await realpath(join(root, location));
    await writeAtomically(file, text, (await stat(file)).mode & 0o777);
  }
}

/**
 * The params files of a root as they would be, by location.
 * @throws UserError as `changeParamFiles` does
 */
export function changedParamTexts(root: string, changes: readonly ParamChange[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const change of changes) {
    const { file } = change;
    if (isAbsolute(file) || file.startsWith('..'))
      throw unknown(`${file} lies outside the pipelines' folder, so no copy of it can be changed`);
    const path = join(root, file);
    if (!texts.has(file) && !existsSync(path)) throw unknown(`there is no params file ${file}`);
    try {
      texts.set(file, changeParam(texts.get(file) ?? readFileSync(path, 'utf8'), change));
    } catch (error) {
      if (!(error instanceof ManifestFault)) throw error;
      throw unknown(error.message);
    }
  }
  return texts;
}

function unknown(message: string): UserError {
  return new UserError('SLW-PARAM-UNKNOWN', message, 'Nothing was run.');
}
