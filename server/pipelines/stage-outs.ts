import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import type { GitProject } from './git-project.ts';
import type { PathHash } from './hashing/path-hash.ts';
import type { PathHasher } from './hashing/path-hasher.ts';
import { isLeft, rememberLeft } from './left-outs.ts';
import type { LockedPath, LockedStage } from './lock-file.ts';
import type { ObjectCache } from './object-cache.ts';
import { Placement, unprotect } from './put-back.ts';
import { isRunCached } from './run-cache.ts';

type Hashes = ReadonlyMap<string, PathHash | null>;

/** Outs on their way into the cache and out of it. */
export class StageOuts {
  readonly #hasher: PathHasher;
  readonly #cache: ObjectCache;
  readonly #git: GitProject;
  readonly #linked: Placement;
  /** Of what is not cached but came of a cached run: it looks like any file. */
  readonly #copied: Placement;

  constructor(hasher: PathHasher, cache: ObjectCache, git: GitProject) {
    this.#hasher = hasher;
    this.#cache = cache;
    this.#git = git;
    this.#linked = new Placement(cache, cache.types);
    this.#copied = new Placement(cache, ['copy']);
  }

  /**
   * Before a command: it must not find what an earlier one left, nor write into the cache through a link. What lies
   * there is kept in the cache first.
   */
  async clear(stage: Stage, outs: Hashes, locked: LockedStage | null): Promise<void> {
    await this.#keepAll(stage, outs, locked);
    for (const { path, location, persist } of stage.outs) {
      const hash = outs.get(path);
      if (persist && hash) await unprotect(this.#hasher.absolute(location), hash);
    }
    await this.discard(stage);
  }

  /** Between two attempts: what the one that failed left is nobody's. */
  async discard(stage: Stage): Promise<void> {
    for (const { location, persist } of stage.outs)
      if (!persist) await rm(this.#hasher.absolute(location), { recursive: true, force: true });
  }

  /** What lies there now came to nothing: it is nobody's, unless someone changes it. */
  async disown(stage: Stage): Promise<void> {
    for (const { location } of stage.outs) await rememberLeft(this.#hasher.absolute(location));
  }

  /** After a command: into the cache, and out of git's sight. */
  async keep(stage: Stage, outs: Hashes): Promise<void> {
    const keepsRuns = isRunCached(stage) && keepsRunOf(stage);
    for (const { path, location, cache } of stage.outs) {
      const hash = outs.get(path);
      if (!hash || !(cache || keepsRuns)) continue;
      const absolute = this.#hasher.absolute(location);
      await this.#cache.keep(absolute, hash, cache ? 'linked' : 'copied');
      if (!cache) continue;
      await this.#linked.relink(absolute, hash);
      await this.#git.ignore(absolute);
    }
  }

  /** Every out of the entry is in the cache, as it was. */
  async canPutBack(stage: Stage, { outs }: LockedStage): Promise<boolean> {
    for (const { path } of stage.outs) {
      const locked = outs.find((entry) => entry.path === path);
      if (!locked || !(await this.#cache.hasAllSound(locked))) return false;
    }
    return true;
  }

  async putBack(
    stage: Stage,
    outs: Hashes,
    locked: LockedStage | null,
    { outs: entries }: LockedStage,
  ): Promise<void> {
    await this.#keepAll(stage, outs, locked);
    for (const { path, location, cache } of stage.outs) {
      const entry = entries.find((candidate: LockedPath) => candidate.path === path);
      const current = outs.get(path) ?? null;
      const absolute = this.#hasher.absolute(location);
      if (!entry || (entry.algorithm === 'md5' && current?.md5 === entry.md5)) continue;
      await (cache ? this.#linked : this.#copied).putBack(absolute, entry, current);
      if (cache) await this.#git.ignore(absolute);
    }
  }

  /** A user may have put something there that exists nowhere else, and may have written through a link to do so. */
  async #keepAll(stage: Stage, outs: Hashes, locked: LockedStage | null): Promise<void> {
    for (const { path, location } of stage.outs) {
      const hash = outs.get(path);
      const absolute = this.#hasher.absolute(location);
      if (!hash || !existsSync(absolute)) continue;
      if (!(await isLeft(absolute))) await this.#cache.keep(absolute, hash, 'copied');
      const before = locked?.outs.find((entry) => entry.path === path);
      if (before) await this.#dropWrittenThrough(absolute, hash, before);
    }
  }

  async #dropWrittenThrough(path: string, { md5, listing }: PathHash, before: LockedPath): Promise<void> {
    const isLinked = this.#cache.types.some((type) => type === 'hardlink' || type === 'symlink');
    if (!isLinked || before.algorithm !== 'md5' || before.md5 === md5 || !this.#cache.has(before)) return;
    if (!before.md5.endsWith('.dir')) return this.#cache.dropWrittenThrough(path, before);
    const now = new Map(listing?.entries.map((entry) => [entry.path, entry.md5]));
    for (const { relpath, md5: expected } of await this.#cache.listing(before))
      if (now.get(relpath) !== expected)
        await this.#cache.dropWrittenThrough(join(path, relpath), { md5: expected, algorithm: 'md5' });
  }
}

/** DVC keeps no run of a stage with an out, other than a metric or plot, that is not cached. */
export function keepsRunOf({ outs }: Stage): boolean {
  return outs.every(({ kind, cache }) => cache || kind !== 'out');
}
