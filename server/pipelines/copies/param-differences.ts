import { posix } from 'node:path';
import { pythonJson } from '../../core/python-json.ts';
import { isMapping, type PythonValue } from '../../core/python-value.ts';
import type { ParamChange } from '../../manifests/dvc/param-change.ts';
import { paramAt } from '../../manifests/dvc/param-values.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import type { LockedStage } from '../lock-file.ts';
import { readParamFile } from '../param-file.ts';

/** A param that a run had with another value than a root has it. */
export interface ParamDifference {
  change: ParamChange;
  /** Undefined: it is not there. */
  now: PythonValue | undefined;
}

/** What must be changed in the params files of `root` for the stages to read what `entries` say they read. */
export function differingParams(
  root: string,
  stages: readonly Stage[],
  entries: ReadonlyMap<string, LockedStage>,
  set: readonly ParamChange[],
): ParamDifference[] {
  const found = new Map<string, ParamDifference>();
  const compare = (file: string, key: string, wanted: PythonValue) => {
    const now = paramAt(readParamFile(root, file) ?? new Map(), key);
    if (now !== undefined && pythonJson(now) === pythonJson(wanted)) return;
    if (isMapping(wanted) && isMapping(now))
      for (const [name, value] of wanted) compare(file, `${key}.${String(name)}`, value);
    else found.set(`${file}:${key}`, { change: { file, key, value: wanted, mode: 'either' }, now });
  };
  for (const stage of stages)
    for (const { location } of stage.params) {
      const values = entries.get(stage.address)?.params.get(posix.relative(stage.workingFolder, location));
      for (const [key, value] of values ?? []) compare(location, String(key), value);
    }
  // Some of them only templates read.
  for (const { file, key, value } of set) compare(file, key, value);
  return [...found.values()];
}
