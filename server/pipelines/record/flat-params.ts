import { posix } from 'node:path';
import { pythonJson } from '../../core/python-json.ts';
import { isMapping, type PythonMapping, type PythonValue, pythonText } from '../../core/python-value.ts';
import { defaultParamsFile } from '../../manifests/dvc/template-values.ts';
import type { LockedStage } from '../lock-file.ts';

/** MLflow's limits. */
const nameLength = 250;
const allowedName = /^[/\w.\- :\p{L}\p{N}\p{M}]*$/u;

/** Params of stages as those of a run: dotted names, with the file's before those of other files than params.yaml. */
export function flatParams(entries: Iterable<LockedStage>): Map<string, string> {
  const flat = new Map<string, string>();
  for (const { params } of entries)
    for (const [file, values] of params)
      for (const [name, value] of leaves(values, prefixOf(file)))
        if (name.length <= nameLength && allowedName.test(name) && posix.normalize(name) === name)
          flat.set(name, value);
  return flat;
}

/** MLflow takes a name for a path, and wants none that leads out of its folder. */
function prefixOf(file: string): string {
  return file === defaultParamsFile ? '' : `${posix.normalize(file).replace(/^(?:\.\.\/)+/, '')}:`;
}

function* leaves(values: PythonMapping, prefix: string): Generator<[string, string]> {
  for (const [key, value] of values) {
    const name = `${prefix}${String(key)}`;
    if (isMapping(value) && value.size > 0) yield* leaves(value, `${name}.`);
    else yield [name, paramText(value)];
  }
}

function paramText(value: PythonValue): string {
  return Array.isArray(value) || isMapping(value) ? pythonJson(value) : pythonText(value);
}
