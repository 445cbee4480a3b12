import type { PythonValue } from '../../core/python-value.ts';
import { ManifestFault } from '../../manifests/dvc/fault.ts';
import type { WorkspaceFolder } from './workspace-folder.ts';

/** Values of a params file; null for one that is not there, or that cannot be read. */
export function readableParams(folder: WorkspaceFolder, location: string): PythonValue | null {
  try {
    return folder.paramValues(location);
  } catch (error) {
    if (error instanceof ManifestFault) return null;
    throw error;
  }
}
