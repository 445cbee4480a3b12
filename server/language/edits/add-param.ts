import type { PythonValue } from '../../core/python-value.ts';
import { changeParam } from '../../manifests/dvc/edit-params.ts';
import { ManifestFault } from '../../manifests/dvc/fault.ts';
import type { Fix, TextChange } from '../lint/rule.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { textDifference } from './text-difference.ts';

/** Puts params into a file that lacks them, which is made where it is not there; null where that cannot be done. */
export function addParams(
  folder: WorkspaceFolder,
  location: string,
  params: readonly (readonly [key: string, value: PythonValue])[],
): TextChange | null {
  const before = folder.text(location) ?? '';
  const start = before.trim() === '' && location.endsWith('.json') ? '{}' : before;
  try {
    const after = params.reduce(
      (text, [key, value]) => changeParam(text, { file: location, key, value, mode: 'add' }),
      start,
    );
    return textDifference(location, before, after);
  } catch (error) {
    if (error instanceof ManifestFault) return null;
    throw error;
  }
}

/** What the param is to be is for the user to say. */
export function addParamFix(folder: WorkspaceFolder, location: string, key: string): Fix[] {
  const change = addParams(folder, location, [[key, null]]);
  return change ? [{ title: `Add "${key}" to ${location}`, preferred: false, changes: [change] }] : [];
}
