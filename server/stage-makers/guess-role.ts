import { readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import type { StagePathRole } from '../../schemas/protocol/stage-makers.ts';
import { isMapping, type PythonValue } from '../core/python-value.ts';
import { ManifestFault } from '../manifests/dvc/fault.ts';
import { parseParamValues } from '../manifests/dvc/param-values.ts';

/** What DVC draws as it is. */
const pictures = /\.(?:png|jpe?g|gif|svg)$/i;
const tables = /\.(?:csv|tsv)$/i;
const values = /\.(?:json|ya?ml|toml)$/i;
const plotWords = /plot|curve|roc|prc|confusion|history|loss|importance|calibration/i;
const metricWords = /metric|score|eval|result|summary/i;
const readableBytes = 64 * 1024;

/** What a written file most likely is, by its name, kind and content. */
export function guessRole(absolute: string): Exclude<StagePathRole, 'dep'> {
  const name = posix.basename(absolute);
  if (pictures.test(name)) return 'plot';
  if (tables.test(name)) return plotWords.test(name) ? 'plot' : 'out';
  if (!values.test(name)) return 'out';
  const content = contentOf(absolute);
  if (content === undefined) return metricWords.test(name) ? 'metric' : 'out';
  if (Array.isArray(content)) return plotWords.test(name) && content.every(isMapping) ? 'plot' : 'out';
  const leaves = leavesOf(content);
  const numbers = leaves.filter((leaf) => typeof leaf === 'number' || typeof leaf === 'bigint');
  if (numbers.length === 0) return 'out';
  return numbers.length === leaves.length || metricWords.test(name) ? 'metric' : 'out';
}

/** Undefined where it is not there, too long, or not what its name says. */
function contentOf(absolute: string): PythonValue | undefined {
  const entry = statSync(absolute, { throwIfNoEntry: false });
  if (!entry?.isFile() || entry.size > readableBytes) return undefined;
  try {
    return parseParamValues(readFileSync(absolute, 'utf8'), absolute);
  } catch (error) {
    if (error instanceof ManifestFault) return undefined;
    throw error;
  }
}

function leavesOf(value: PythonValue): PythonValue[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return isMapping(value) ? [...value.values()].flatMap(leavesOf) : [value];
}
