import { isAbsolute, join } from 'node:path';
import { pythonJson } from '../../core/python-json.ts';
import { pythonEqual } from '../../core/python-value.ts';
import { isWithin } from '../../manifests/dvc/location.ts';
import type { Stage } from '../../manifests/dvc/pipeline.ts';
import type { PathHasher } from '../hashing/path-hasher.ts';
import type { LockedPath, LockedStage } from '../lock-file.ts';
import { MadePaths } from '../missing-inputs.ts';
import type { ObjectCache } from '../object-cache.ts';
import type { PipelineWorkspace } from '../pipeline-workspace.ts';
import { Placement } from '../put-back.ts';
import type { StageEntries } from '../record/record-files.ts';
import { readInputs } from '../stage-inputs.ts';
import { outsOf, placeData } from './data-files.ts';

export interface DataSources {
  /** Of the workspace as it is now. */
  original: { root: string; hasher: PathHasher };
  caches: readonly ObjectCache[];
}

/**
 * Sees to it that a copy has what the stages of a past run read: from where it lies in the workspace still as it was,
 * or out of a cache. Params are compared, but for those of `changedFiles`. Returns what cannot be had any more, for a person.
 */
export async function restoreData(
  copy: { workspace: PipelineWorkspace; stages: readonly Stage[]; hasher: PathHasher },
  entries: StageEntries,
  sources: DataSources,
  changedFiles: ReadonlySet<string>,
): Promise<string[]> {
  const { stages, workspace } = copy;
  const running = stages.filter(({ frozen }) => !frozen);
  const made = new MadePaths(running);
  const outs = outsOf(running);
  const missing: string[] = [];
  for (const stage of running) {
    const entry = entries.get(stage.address);
    if (!entry) {
      missing.push(`what "${stage.address}" read was not recorded`);
      continue;
    }
    for (const { path, location } of stage.deps) {
      if (outs.some((out) => isWithin(location, out))) continue;
      const locked = entry.deps.find((dep) => dep.path === path);
      if (made.has(location)) await place(copy, sources, location);
      else if (!locked) missing.push(`${path}, which "${stage.address}" reads, was not recorded`);
      else if (!(await restore(copy, sources, location, locked)))
        missing.push(
          `${path} (md5 ${locked.md5}), which "${stage.address}" read, is neither in the workspace or the commit as it was, nor in the cache`,
        );
    }
    const params = stage.params.filter(({ location }) => !made.has(location) && !changedFiles.has(location));
    missing.push(...(await changedParams({ ...stage, params }, entry, workspace.root, copy.hasher)));
  }
  return [...new Set(missing)];
}

async function restore(
  {
    workspace,
    hasher,
    stages,
  }: { workspace: PipelineWorkspace; stages: readonly Stage[]; hasher: PathHasher },
  { original, caches }: DataSources,
  location: string,
  locked: LockedPath,
): Promise<boolean> {
  if ((await hasher.hash(location))?.md5 === locked.md5) return true;
  if ((await original.hasher.hash(location))?.md5 === locked.md5) {
    await place({ workspace, stages }, { original }, location);
    if ((await hasher.hash(location))?.md5 === locked.md5) return true;
  }
  if (isAbsolute(location) || location.startsWith('../')) return false;
  for (const cache of caches) {
    if (!(await cache.hasAll(locked))) continue;
    const current = await hasher.hash(location);
    await new Placement(cache, cache.types).putBack(join(workspace.root, location), locked, current);
    return true;
  }
  return false;
}

async function place(
  { workspace, stages }: { workspace: PipelineWorkspace; stages: readonly Stage[] },
  { original }: Pick<DataSources, 'original'>,
  location: string,
): Promise<void> {
  await placeData({ root: original.root, copyRoot: workspace.root }, [location], outsOf(stages));
}

async function changedParams(
  stage: Stage,
  entry: LockedStage,
  root: string,
  hasher: PathHasher,
): Promise<string[]> {
  const { params } = await readInputs({ ...stage, deps: [] }, root, hasher);
  return [...params].flatMap(([file, values]) =>
    [...(entry.params.get(file) ?? [])].flatMap(([key, value]) => {
      const now = values?.get(key);
      if (now !== undefined && pythonEqual(now, value)) return [];
      return [`${file}:${String(key)} was ${pythonJson(value)}, and the file of that time cannot be had`];
    }),
  );
}
