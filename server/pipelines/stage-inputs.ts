import { posix } from 'node:path';
import { compareCodePoints } from '../core/python-json.ts';
import { isMapping, type PythonMapping, type PythonValue } from '../core/python-value.ts';
import { UserError } from '../core/user-error.ts';
import { ManifestFault } from '../manifests/dvc/fault.ts';
import { paramAt } from '../manifests/dvc/param-values.ts';
import type { Stage, StagePath } from '../manifests/dvc/pipeline.ts';
import { defaultParamsFile } from '../manifests/dvc/template-values.ts';
import type { PathHash } from './hashing/path-hash.ts';
import type { PathHasher } from './hashing/path-hasher.ts';
import type { LockedPath, LockedStage } from './lock-file.ts';
import { readParamFile } from './param-file.ts';

/** A stage's deps and params as they are now. */
export interface StageInputs {
  /** By the path as written; null where there is nothing. */
  deps: ReadonlyMap<string, PathHash | null>;
  /** Params file, as `dvc.lock` names it -> key -> value; a key that the file lacks is not there, null: no such file. */
  params: Map<string, PythonMapping | null>;
}

export async function readInputs(stage: Stage, root: string, hasher: PathHasher): Promise<StageInputs> {
  const params = stage.params.map(({ location, keys }): [string, PythonMapping | null] => [
    posix.relative(stage.workingFolder, location),
    chosenParams(readParams(root, location, stage), keys),
  ]);
  return {
    deps: await hashAll(stage.deps, hasher),
    params: new Map(params.sort(([a], [b]) => inLockOrder(a, b))),
  };
}

export async function hashAll(
  paths: readonly StagePath[],
  hasher: PathHasher,
): Promise<Map<string, PathHash | null>> {
  return new Map(
    await Promise.all(
      paths.map(
        async ({ path, location }) => [path, await hasher.hash(location)] as [string, PathHash | null],
      ),
    ),
  );
}

/** As `dvc.lock` has a stage's inputs. */
export function lockedInputs({ command }: Stage, { deps, params }: StageInputs): Omit<LockedStage, 'outs'> {
  return {
    command,
    deps: lockedPaths(deps),
    params: new Map([...params].map(([file, values]) => [file, values ?? new Map()])),
  };
}

/** The stage as it is locked, before its outs are made. */
export function unmadeStage(stage: Stage, inputs: StageInputs): LockedStage {
  const unmade = { md5: '', algorithm: 'md5' as const, size: null, nfiles: null, executable: false };
  const outs = stage.outs
    .map(({ path }) => ({ path, ...unmade }))
    .sort((a, b) => compareCodePoints(a.path, b.path));
  return { ...lockedInputs(stage, inputs), outs };
}

/** As they are locked: by path. Those that are not there are left out. */
export function lockedPaths(hashes: ReadonlyMap<string, PathHash | null>): LockedPath[] {
  return [...hashes]
    .flatMap(([path, hash]) => (hash ? [lockedPath(path, hash)] : []))
    .sort((a, b) => compareCodePoints(a.path, b.path));
}

export function lockedPath(path: string, { md5, size, nfiles, executable }: PathHash): LockedPath {
  return { path, md5, algorithm: 'md5', size, nfiles, executable };
}

function readParams(root: string, location: string, stage: Stage): PythonValue | null {
  try {
    return readParamFile(root, location);
  } catch (error) {
    if (!(error instanceof ManifestFault)) throw error;
    throw new UserError(
      'SLW-PIPELINE-INVALID',
      `${stage.file}:${stage.line}:${stage.column}: ${error.message}`,
    );
  }
}

function chosenParams(values: PythonValue | null, keys: string[]): PythonMapping | null {
  if (values === null) return null;
  if (keys.length === 0) return isMapping(values) ? sorted(values) : new Map();
  return sorted(
    new Map(
      keys.flatMap((key) => {
        const value = paramAt(values, key);
        return value === undefined ? [] : [[key, value] as const];
      }),
    ),
  );
}

function sorted(mapping: PythonMapping): PythonMapping {
  return new Map([...mapping].sort(([a], [b]) => compareCodePoints(String(a), String(b))));
}

function inLockOrder(a: string, b: string): number {
  if (a === defaultParamsFile || b === defaultParamsFile)
    return a === b ? 0 : a === defaultParamsFile ? -1 : 1;
  return compareCodePoints(a, b);
}
