import type { NamedParam } from '../../schemas/protocol/pipelines.ts';
import { isMapping, type PythonValue } from '../core/python-value.ts';
import { paramChangeText } from '../manifests/dvc/param-change.ts';
import { paramAt } from '../manifests/dvc/param-values.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import { readParamFile } from './param-file.ts';

/**
 * The params that stages read from files of their root, with their values now, in the words of `--set`; each once, in
 * the order of the stages. A key that is not there is left out, and so is a file outside, for no copy could change it.
 * @throws ManifestFault for a file that cannot be read
 */
export function listParams(stages: readonly Stage[], root: string): NamedParam[] {
  const found = new Map<string, NamedParam>();
  for (const { location: file, keys } of stages.flatMap(({ params }) => params)) {
    const values = file.startsWith('/') || file.startsWith('..') ? null : readParamFile(root, file);
    if (values === null) continue;
    const chosen: [string, PythonValue | undefined][] =
      keys.length > 0 ? keys.map((key) => [key, paramAt(values, key)]) : [['', values]];
    for (const [key, value] of chosen.flatMap(([from, of]) => leavesOf(from, of))) {
      const text = paramChangeText({ file, key, value, mode: 'set' });
      const name = text.slice(0, text.indexOf('='));
      found.set(name, { name, value: text.slice(name.length + 1) });
    }
  }
  return [...found.values()];
}

/** What lies below a mapping, by dotted keys; a list is one value. */
function leavesOf(key: string, value: PythonValue | undefined): [string, PythonValue][] {
  if (value === undefined) return [];
  if (!isMapping(value)) return [[key, value]];
  return [...value].flatMap(([name, item]) => leavesOf(key === '' ? String(name) : `${key}.${name}`, item));
}
