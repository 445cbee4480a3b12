import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { Memo } from '../core/memo.ts';
import type { PythonValue } from '../core/python-value.ts';
import { ManifestFault } from '../manifests/dvc/fault.ts';
import { parseParamValues } from '../manifests/dvc/param-values.ts';
import { stampOf, tickMs } from './hashing/file-stamp.ts';

/** A thousand stages may read one file. */
const parsed = new Memo<PythonValue>(200);

/**
 * Values of a params file, the same object for as long as the file is the same; null where there is none.
 * @throws ManifestFault with the file in its message
 */
export function readParamFile(root: string, location: string): PythonValue | null {
  const path = isAbsolute(location) ? location : join(root, location);
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) return null;
    // A pipe would be waited for, and a device never ends.
    if (!stats.isFile()) throw new ManifestFault([], `${location} is no file`);
    const { stamp } = stampOf(stats);
    const known = parsed.find(path, [location, stamp]);
    if (known !== null) return known;
    const values = parseParamValues(readFileSync(path, 'utf8'), location);
    return stats.mtimeMs + tickMs < Date.now() ? parsed.keep(path, [location, stamp], values) : values;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new ManifestFault([], `${location} cannot be read: ${code}`);
  }
}
