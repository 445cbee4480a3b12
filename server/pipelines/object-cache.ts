import { randomBytes } from 'node:crypto';
import { constants, existsSync, lstatSync, statSync } from 'node:fs';
import { chmod, copyFile, link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../core/user-error.ts';
import { writeAtomically } from './atomic-file.ts';
import type { CacheType, DvcSettings } from './dvc-settings.ts';
import { isSettled, readStamp } from './hashing/file-stamp.ts';
import { type Algorithm, hashFile } from './hashing/hash-file.ts';
import type { PathHash } from './hashing/path-hash.ts';
import type { LockedPath } from './lock-file.ts';

const protectedMode = 0o444;
const sharedFolderMode = 0o2775;
/** From so many objects on, reading the cache's folders is quicker than asking for each. */
const manyObjects = 256;

/** A file of a cached folder. */
export interface ListedObject {
  md5: string;
  relpath: string;
}

/** The folders that objects lie in. */
const prefixes = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));

/** Cached folders of which every file was there -> the state of the cache then. */
const completeFolders = new Map<string, string>();
const keptFolders = 1_000;

type ObjectName = Pick<LockedPath, 'md5' | 'algorithm'>;

/** Contents by their md5, laid out as DVC does: `files/md5/ab/cdef…`, read-only; DVC 2's without the `files/md5`. */
export class ObjectCache {
  readonly types: readonly CacheType[];
  readonly #folder: string;
  readonly #isShared: boolean;

  constructor({ cacheFolder, cacheTypes, isShared }: DvcSettings) {
    this.types = cacheTypes;
    this.#folder = cacheFolder;
    this.#isShared = isShared;
  }

  pathOf({ md5, algorithm }: ObjectName): string {
    const folder = algorithm === 'md5' ? join(this.#folder, 'files', 'md5') : this.#folder;
    return join(folder, md5.slice(0, 2), md5.slice(2));
  }

  has(name: ObjectName): boolean {
    return existsSync(this.pathOf(name));
  }

  /** All of a file's or folder's contents are there. */
  async hasAll(name: ObjectName): Promise<boolean> {
    if (!this.has(name)) return false;
    if (!name.md5.endsWith('.dir')) return true;
    const state = this.#state(name.algorithm);
    const object = this.pathOf(name);
    if (state !== null && completeFolders.get(object) === state) return true;
    const isComplete = await this.#hasEach(await this.listing(name), name.algorithm);
    if (isComplete && state !== null) rememberComplete(object, state);
    return isComplete;
  }

  /** As `hasAll`, and nobody has written to those contents since: what is no longer read-only is read. */
  async hasAllSound(name: ObjectName): Promise<boolean> {
    if (!(await this.hasAll(name))) return false;
    const files = name.md5.endsWith('.dir') ? await this.listing(name) : [name];
    return files.every(({ md5 }) => this.#isSound({ md5, algorithm: name.algorithm }));
  }

  /**
   * Keeps what lies at `path`, which was just hashed. Nothing half-written ever has an object's name.
   * @throws UserError `SLW-CACHE-CHANGED` where it has changed since, `SLW-CACHE-FULL` where the disk has no room
   */
  async keep(
    path: string,
    { md5, stamp, executable, listing }: PathHash,
    how: 'linked' | 'copied' = 'copied',
  ): Promise<void> {
    // An object is not executable, and neither would be what is one file with it.
    if (!listing) return this.#keepFile(path, md5, stamp, executable ? 'copied' : how);
    for (const entry of listing.entries)
      await this.#keepFile(join(path, entry.path), entry.md5, entry.stamp, how);
    const name = { md5, algorithm: 'md5' } as const;
    if (this.has(name)) return;
    await this.#makeFolderOf(this.pathOf(name));
    await writeAtomically(this.pathOf(name), listing.text, protectedMode);
  }

  /** The files of a cached folder. */
  async listing(name: ObjectName): Promise<ListedObject[]> {
    const object = this.pathOf(name);
    const listed: unknown = existsSync(object) ? JSON.parse(await readFile(object, 'utf8')) : null;
    if (!Array.isArray(listed))
      throw new UserError('SLW-CACHE-MISSING', `The cache’s object ${name.md5} is damaged.`);
    return listed.filter(
      (entry): entry is ListedObject =>
        typeof entry?.md5 === 'string' && typeof entry.relpath === 'string' && isBelow(entry.relpath),
    );
  }

  /** Takes out an object that was written to through a link at `path`, which should hold it and does not. */
  async dropWrittenThrough(path: string, name: ObjectName): Promise<void> {
    const object = this.pathOf(name);
    const [inPlace, inCache] = [path, object].map((file) => statSync(file, { throwIfNoEntry: false }));
    if (inPlace && inPlace.ino === inCache?.ino && inPlace.dev === inCache.dev)
      await rm(object, { force: true });
  }

  #isSound(name: ObjectName): boolean {
    const object = this.pathOf(name);
    const mode = statSync(object, { throwIfNoEntry: false })?.mode;
    if (mode === undefined) return false;
    if ((mode & 0o222) === 0) return true;
    return hashFile(object, name.algorithm).md5 === name.md5.replace(/\.dir$/, '');
  }

  /** Changes whenever an object comes or goes; null where that happened so lately that the next time may not show. */
  #state(algorithm: Algorithm): string | null {
    const since = Date.now();
    const folder = dirname(dirname(this.pathOf({ md5: '00', algorithm })));
    const times: number[] = [];
    for (const prefix of prefixes) {
      const stats = statSync(join(folder, prefix), { throwIfNoEntry: false });
      if (stats && !isSettled(stats, since)) return null;
      times.push(stats?.mtimeMs ?? 0);
    }
    return times.join();
  }

  async #hasEach(entries: readonly { md5: string }[], algorithm: Algorithm): Promise<boolean> {
    if (entries.length < manyObjects) return entries.every(({ md5 }) => this.has({ md5, algorithm }));
    const known = new Map<string, Set<string>>();
    for (const { md5 } of entries) {
      const prefix = md5.slice(0, 2);
      const names = known.get(prefix) ?? new Set(await namesIn(dirname(this.pathOf({ md5, algorithm }))));
      known.set(prefix, names);
      if (!names.has(md5.slice(2))) return false;
    }
    return true;
  }

  async #keepFile(path: string, md5: string, stamp: string, how: 'linked' | 'copied'): Promise<void> {
    const object = this.pathOf({ md5, algorithm: 'md5' });
    if (this.#isSound({ md5, algorithm: 'md5' })) return;
    await this.#makeFolderOf(object);
    const draft = join(dirname(object), `.${randomBytes(8).toString('hex')}.tmp`);
    try {
      const isLinked = how === 'linked' && this.types[0] === 'hardlink' && (await hardLinked(path, draft));
      if (!isLinked) await copyFile(path, draft, constants.COPYFILE_FICLONE);
      const after = readStamp(path)?.stamp ?? '';
      // A hard link changes the last part, the time of the last change of the file's own record.
      if (isLinked ? contentPart(after) !== contentPart(stamp) : after !== stamp)
        throw new UserError('SLW-CACHE-CHANGED', `${path} was changed while it was cached.`);
      if (!isLinked) await chmod(draft, 0o644);
      await flush(draft, isLinked ? 'r' : 'r+');
      await chmod(draft, protectedMode);
      await rename(draft, object);
    } catch (error) {
      throw fullDisk(error, path, this.#folder);
    } finally {
      await rm(draft, { force: true });
    }
  }

  async #makeFolderOf(object: string): Promise<void> {
    const folder = dirname(object);
    if (existsSync(folder)) return;
    const first = await mkdir(folder, { recursive: true });
    if (!this.#isShared || first === undefined) return;
    for (let made = folder; made.startsWith(first); made = dirname(made)) await chmod(made, sharedFolderMode);
  }
}

/** A shared cache is written by others too: a listing must not lead out of its folder. */
function isBelow(relpath: string): boolean {
  return !relpath.startsWith('/') && !relpath.split(/[\\/]/).includes('..');
}

function rememberComplete(object: string, state: string): void {
  if (completeFolders.size >= keptFolders) completeFolders.clear();
  completeFolders.set(object, state);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** False where the file system cannot, or where it would be a link to a link. */
async function hardLinked(path: string, draft: string): Promise<boolean> {
  if (lstatSync(path).isSymbolicLink()) return false;
  try {
    await link(path, draft);
    return true;
  } catch {
    return false;
  }
}

function contentPart(stamp: string): string {
  return stamp.slice(0, stamp.lastIndexOf(':'));
}

async function flush(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function fullDisk(error: unknown, path: string, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new UserError(
    'SLW-CACHE-FULL',
    `The disk of ${folder} has no room for ${path}; it lies where it was, and is not cached.`,
    'Make room, for instance with dvc gc, and run again.',
  );
}
