import { randomBytes } from 'node:crypto';
import { constants, lstatSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { chmod, copyFile, link, mkdir, rename, rm, rmdir, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../core/user-error.ts';
import type { CacheType } from './dvc-settings.ts';
import type { PathHash } from './hashing/path-hash.ts';
import type { LockedPath } from './lock-file.ts';
import type { ObjectCache } from './object-cache.ts';

/** Places cached contents in the workspace, file by file: each is the old one or the new one, and nothing between. */
export class Placement {
  readonly #cache: ObjectCache;
  readonly #types: readonly CacheType[];

  /** `types`: the preferred way first. */
  constructor(cache: ObjectCache, types: readonly CacheType[]) {
    this.#cache = cache;
    this.#types = types;
  }

  /**
   * Makes `path` what the lock says. Of a folder only the files that differ are touched; what DVC ignores stays.
   * @param current what is there now; it must be in the cache, for it is gone afterwards
   * @throws UserError `SLW-CACHE-MISSING`
   */
  async putBack(path: string, locked: LockedPath, current: PathHash | null): Promise<void> {
    const isFolder = locked.md5.endsWith('.dir');
    if (current && isFolder !== (current.listing !== null)) await rm(path, { recursive: true, force: true });
    if (!isFolder) return this.#place(path, locked, locked.executable);
    const known = new Map(current?.listing?.entries.map((entry) => [entry.path, entry.md5]));
    const wanted = await this.#cache.listing(locked);
    await mkdir(path, { recursive: true });
    const paths = new Set(wanted.map(({ relpath }) => relpath));
    await removeFiles(
      path,
      [...known.keys()].filter((inner) => !paths.has(inner)),
    );
    for (const { relpath, md5 } of wanted)
      if (known.get(relpath) !== md5 || locked.algorithm !== 'md5')
        await this.#place(join(path, relpath), { md5, algorithm: locked.algorithm }, false);
  }

  /** With links preferred, what was just kept becomes a link into the cache, as DVC leaves it. */
  async relink(path: string, { md5, executable, listing }: PathHash): Promise<void> {
    if ((this.#types[0] !== 'hardlink' && this.#types[0] !== 'symlink') || executable) return;
    const files = listing?.entries.map((entry) => ({ path: join(path, entry.path), md5: entry.md5 }));
    for (const file of files ?? [{ path, md5 }])
      if (!this.#isLinked(file.path, file.md5))
        await this.#place(file.path, { md5: file.md5, algorithm: 'md5' }, false);
  }

  #isLinked(path: string, md5: string): boolean {
    const object = this.#cache.pathOf({ md5, algorithm: 'md5' });
    const found = lstatSync(path);
    if (this.#types[0] === 'symlink') return found.isSymbolicLink() && readlinkSync(path) === object;
    return isSameFile(found, lstatSync(object));
  }

  async #place(
    path: string,
    name: Pick<LockedPath, 'md5' | 'algorithm'>,
    executable: boolean,
  ): Promise<void> {
    const object = this.#cache.pathOf(name);
    if (!this.#cache.has(name))
      throw new UserError('SLW-CACHE-MISSING', `The cache lacks ${name.md5}, which belongs at ${path}.`);
    await mkdir(dirname(path), { recursive: true });
    const draft = draftOf(path);
    try {
      await this.#put(object, draft, executable);
      await rename(draft, path);
    } finally {
      // A rename over another link to the same file leaves both.
      await rm(draft, { force: true });
    }
  }

  async #put(object: string, path: string, executable: boolean): Promise<void> {
    // A link would make the object itself executable, and all else that is one file with it.
    const types = executable ? (['copy'] as const) : this.#types;
    for (const [index, type] of types.entries()) {
      try {
        if (type === 'hardlink') await link(object, path);
        else if (type === 'symlink') await symlink(object, path);
        else {
          await copy(object, path, type);
          await chmod(path, executable ? 0o755 : 0o644);
        }
        return;
      } catch (error) {
        // Another file system, or one that cannot: the next way.
        if (index === types.length - 1) throw error;
        await rm(path, { force: true });
      }
    }
  }
}

/** Files that are links into the cache become files of their own, so that nobody writes through them. */
export async function unprotect(path: string, { listing }: PathHash): Promise<void> {
  const files = listing ? listing.entries.map((entry) => join(path, entry.path)) : [path];
  for (const file of files) {
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (!found || !(found.isSymbolicLink() || found.nlink > 1 || (found.mode & 0o200) === 0)) continue;
    const { mode } = statSync(file);
    const draft = draftOf(file);
    try {
      await copyFile(file, draft, constants.COPYFILE_FICLONE);
      await chmod(draft, (mode & 0o777) | 0o644);
      await rename(draft, file);
    } finally {
      await rm(draft, { force: true });
    }
  }
}

async function removeFiles(folder: string, paths: readonly string[]): Promise<void> {
  const emptied = new Set<string>();
  for (const path of paths) {
    await rm(join(folder, path), { force: true });
    for (let above = dirname(path); above !== '.'; above = dirname(above)) emptied.add(above);
  }
  for (const inner of [...emptied].sort((a, b) => b.length - a.length)) {
    try {
      await rmdir(join(folder, inner));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    }
  }
}

function copy(object: string, path: string, type: CacheType): Promise<void> {
  return copyFile(
    object,
    path,
    type === 'reflink' ? constants.COPYFILE_FICLONE_FORCE : constants.COPYFILE_FICLONE,
  );
}

function draftOf(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 40)}.${randomBytes(6).toString('hex')}.tmp`);
}

function isSameFile(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}
