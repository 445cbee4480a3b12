import type { Stage, StagePath } from '../manifests/dvc/pipeline.ts';
import type { PathHash } from './hashing/path-hash.ts';
import type { PathHasher } from './hashing/path-hasher.ts';
import type { LockedPath, LockedStage, LockFiles } from './lock-file.ts';
import type { ObjectCache } from './object-cache.ts';
import { hashAll, readInputs, type StageInputs } from './stage-inputs.ts';
import { changedInputs, changedOuts } from './stale-reasons.ts';

/** A stage as it stands in the workspace now. */
export interface JudgedStage {
  locked: LockedStage | null;
  inputs: StageInputs;
  outs: Map<string, PathHash | null>;
  /** Why it must run; empty where its inputs are those of its last run. */
  inputReasons: string[];
  /** Why its outs must be made or put back; empty where they are those of its last run. */
  outReasons: string[];
}

export class StageJudge {
  readonly #root: string;
  readonly #hasher: PathHasher;
  readonly #locks: LockFiles;
  readonly #cache: ObjectCache;

  constructor(root: string, hasher: PathHasher, locks: LockFiles, cache: ObjectCache) {
    this.#root = root;
    this.#hasher = hasher;
    this.#locks = locks;
    this.#cache = cache;
  }

  async judge(stage: Stage): Promise<JudgedStage> {
    const locked = this.#locks.find(stage);
    const [inputs, outs] = await Promise.all([
      readInputs(stage, this.#root, this.#hasher),
      hashAll(stage.outs, this.#hasher),
    ]);
    const [deps, made] = await Promise.all([
      this.#asLocked(stage.deps, inputs.deps, locked?.deps ?? []),
      this.#asLocked(stage.outs, outs, locked?.outs ?? []),
    ]);
    return {
      locked,
      inputs,
      outs,
      inputReasons: changedInputs(stage, locked, { ...inputs, deps }),
      outReasons: await changedOuts(stage, locked, made, (entry) => this.#cache.hasAll(entry)),
    };
  }

  /** What DVC 2 has locked is told by DVC 2's hash. */
  async #asLocked(
    paths: readonly StagePath[],
    hashes: ReadonlyMap<string, PathHash | null>,
    entries: readonly LockedPath[],
  ): Promise<ReadonlyMap<string, PathHash | null>> {
    const old = new Set(entries.filter(({ algorithm }) => algorithm !== 'md5').map(({ path }) => path));
    if (old.size === 0) return hashes;
    const found = new Map(hashes);
    for (const { path, location } of paths)
      if (old.has(path)) found.set(path, await this.#hasher.hash(location, 'md5-dos2unix'));
    return found;
  }
}
