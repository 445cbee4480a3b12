import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { withFoldersAbove } from './folders-above.ts';

/** Inotify's watches are shared by all programs of a user: an editor needs some too. */
const mostWatches = 4_000;
const pollMs = 5_000;
const followAgainMs = 50;

export interface FolderWatchParts {
  /** Absolute paths of all folders below one, itself not. */
  foldersBelow: (folder: string) => Promise<string[]>;
  /** Something at this path has changed, or may have where it could only be polled. */
  onChange: (path: string) => void;
  /** Where the system does not tell of every change: a network disk. */
  mustPoll: (folder: string) => boolean;
}

/**
 * Tells of changes in folders, each watched by itself: a recursive watch of a large tree costs a watch for each file.
 * Folders beyond the limit, the system's or our own, and those of network disks are polled: whoever listens looks
 * for itself, every 5 seconds.
 */
export class FolderWatch {
  readonly #parts: FolderWatchParts;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #polled = new Set<string>();
  #wanted = new Set<string>();
  #paths: readonly string[] = [];
  #folders: readonly string[] = [];
  #trees: readonly string[] = [];
  /** Every path asked for, and all folders above it. */
  #onTheWay = new Set<string>();
  #again: NodeJS.Timeout | null = null;
  #poll: NodeJS.Timeout | null = null;
  #closed = false;
  #limit: number;

  constructor(parts: FolderWatchParts, limit = mostWatches) {
    this.#parts = parts;
    this.#limit = limit;
  }

  /** How many folders are watched, and how many only polled. */
  get counts(): { watched: number; polled: number } {
    return { watched: this.#watchers.size, polled: this.#polled.size };
  }

  close(): void {
    this.#closed = true;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    if (this.#poll) clearInterval(this.#poll);
    if (this.#again) clearTimeout(this.#again);
  }

  /** Watches each of `paths`, files by their folder, and folders with all below; then `folders` by themselves. */
  async follow(paths: readonly string[], folders: readonly string[]): Promise<void> {
    const wanted = new Set<string>();
    const trees: string[] = [];
    this.#paths = paths;
    this.#folders = folders;
    this.#onTheWay = new Set([...paths, ...folders].flatMap((path) => [...withFoldersAbove(path)]));
    for (const path of paths) {
      wanted.add(nearestFolder(dirname(path)));
      if (isFolder(path)) trees.push(path);
    }
    for (const tree of trees) {
      wanted.add(tree);
      for (const folder of await this.#parts.foldersBelow(tree)) wanted.add(folder);
    }
    for (const folder of folders) wanted.add(nearestFolder(folder));
    if (this.#closed) return;
    this.#trees = trees;
    this.#wanted = wanted;
    this.#arm();
  }

  #arm(): void {
    for (const [folder, watcher] of this.#watchers)
      if (!this.#wanted.has(folder)) {
        watcher.close();
        this.#watchers.delete(folder);
      }
    this.#polled.clear();
    for (const folder of this.#wanted)
      if (!this.#watchers.has(folder) && !this.#watch(folder)) this.#polled.add(folder);
    if (this.#polled.size > 0)
      this.#poll ??= setInterval(() => {
        for (const folder of this.#polled) this.#parts.onChange(folder);
      }, pollMs).unref();
    else if (this.#poll) {
      clearInterval(this.#poll);
      this.#poll = null;
    }
  }

  /** False where it cannot be watched. */
  #watch(folder: string): boolean {
    if (this.#watchers.size >= this.#limit || this.#parts.mustPoll(folder)) return false;
    try {
      const watcher = watch(folder, (kind, name) => {
        const path = name === null ? folder : join(folder, name);
        if (kind === 'rename') this.#cameOrWent(path);
        this.#parts.onChange(path);
      });
      watcher.on('error', () => this.#lose(folder));
      this.#watchers.set(folder, watcher);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // The system has no more to give; a folder that has just gone is told of by the one above it.
      if (code === 'ENOSPC' || code === 'EMFILE') this.#limit = this.#watchers.size;
      return code === 'ENOENT';
    }
  }

  #cameOrWent(path: string): void {
    // What has the path now may be another folder than the one that is watched.
    const wasWatched = this.#watchers.has(path);
    if (wasWatched) this.#lose(path);
    const isOne = isFolder(path);
    if (isOne && this.#isInTree(path)) void this.#grow(path);
    else if (wasWatched || (isOne && this.#onTheWay.has(path))) this.#followAgain();
  }

  /** A folder that leads to what was asked for has come or gone: what is there now may be nearer. */
  #followAgain(): void {
    this.#again ??= setTimeout(() => {
      this.#again = null;
      void this.follow(this.#paths, this.#folders);
    }, followAgainMs);
  }

  #isInTree(path: string): boolean {
    return this.#trees.some((tree) => path === tree || path.startsWith(`${tree}/`));
  }

  /** A folder that has come within a tree may already hold others. */
  async #grow(path: string): Promise<void> {
    this.#wanted.add(path);
    for (const folder of await this.#parts.foldersBelow(path)) this.#wanted.add(folder);
    if (this.#closed) return;
    this.#arm();
    this.#parts.onChange(path);
  }

  #lose(folder: string): void {
    for (const [watched, watcher] of this.#watchers) {
      if (watched !== folder && !watched.startsWith(`${folder}/`)) continue;
      watcher.close();
      this.#watchers.delete(watched);
      this.#wanted.delete(watched);
    }
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function nearestFolder(path: string): string {
  let folder = path;
  while (!isFolder(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
