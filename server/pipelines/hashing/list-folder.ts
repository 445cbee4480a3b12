import { type Dirent, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { type IgnoreFile, IgnoreRules, ignoreFileName } from '../../manifests/dvc/ignore-rules.ts';
import { isSettled, stampNumbers } from './file-stamp.ts';

/** Paths with the numbers of their stamps; in columns, for there may be a million. */
export interface StampedPaths {
  /** From the listed folder, with forward slashes, NUL between them. */
  paths: string;
  count: number;
  /** `stampNumbers` for each path. */
  stamps: Float64Array<SharedArrayBuffer>;
}

export interface FolderListing {
  files: StampedPaths;
  /** The folder itself, as an empty path, and those below it: nothing comes or goes in them without changing their stamps. */
  folders: StampedPaths;
  /** False: something changed so lately, or leads elsewhere, that equal stamps would say nothing. */
  settled: boolean;
}

/**
 * The files below a folder that DVC would count. Blocks: for worker threads. Links to files count as files; links to
 * folders, and other DVC projects, are left out.
 * @param location of `path` from the root of the pipelines
 * @throws Error for a broken link, a name that is not UTF-8, what is neither file nor folder, and a `.dvcignore` within
 */
export function listFolder(
  path: string,
  location: string,
  ignoreFiles: readonly IgnoreFile[],
): FolderListing {
  const since = Date.now();
  const rules = new IgnoreRules(ignoreFiles);
  const files = new Columns();
  const folders = new Columns();
  let settled = true;
  const prefix = location === '.' ? '' : `${location}/`;
  const enter = (folder: string) => {
    const stats = statSync(`${path}/${folder}`);
    folders.add(folder, stats);
    settled &&= isSettled(stats, since);
  };
  const walk = (folder: string) => {
    enter(folder);
    for (const entry of readdirSync(`${path}/${folder}`, { withFileTypes: true })) {
      const inner = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const isLink = !entry.isDirectory() && leadsToFolder(entry, `${path}/${inner}`);
      const isFolder = entry.isDirectory() || isLink;
      if (isLink) settled = false;
      if (rules.ignoresEntry(prefix + inner, isFolder)) continue;
      if (!isFolder) {
        const stats = statsAt(`${path}/${inner}`, entry.name);
        if (stats) files.add(inner, stats);
      } else if (isLink) continue;
      else if (isProject(`${path}/${inner}`)) enter(inner);
      else walk(inner);
    }
  };
  if (location === '.' || !rules.ignores(location, true)) walk('');
  return { files: files.finish(), folders: folders.finish(), settled };
}

/** More than so many, and the folder is better listed anew. */
const mostChanged = 1_000;

/**
 * Indexes of those that are not as they were: a file still a file, a folder still a folder; null: too many. Blocks: for
 * worker threads.
 */
export function changedEntries(
  paths: readonly string[],
  kind: 'isFile' | 'isDirectory',
  stamps: StampedPaths['stamps'],
): number[] | null {
  const changed: number[] = [];
  const quietly = { throwIfNoEntry: false } as const;
  for (let index = 0; index < paths.length; index++) {
    const stats = statSync(paths[index] ?? '', quietly);
    const at = index * stampNumbers;
    if (
      !stats ||
      stats.ino !== stamps[at] ||
      stats.size !== stamps[at + 1] ||
      stats.mtimeMs !== stamps[at + 2] ||
      stats.ctimeMs !== stamps[at + 3] ||
      !stats[kind]()
    )
      changed.push(index);
    if (changed.length > mostChanged) return null;
  }
  return changed;
}

/** Whole paths of what lies in a folder, as short as they may be. */
export function pathsWithin(path: string, { paths, count }: StampedPaths): string[] {
  if (count === 0) return [];
  const folder = shortest(path);
  return paths.split('\0').map((inner) => (inner === '' ? folder : `${folder}/${inner}`));
}

/** Of a hundred thousand files the system looks up each folder of each path. */
function shortest(path: string): string {
  const here = process.cwd();
  return path.startsWith(`${here}/`) ? path.slice(here.length + 1) : path;
}

class Columns {
  readonly #paths: string[] = [];
  readonly #numbers: number[] = [];

  add(path: string, { ino, size, mtimeMs, ctimeMs }: Stats): void {
    this.#paths.push(path);
    this.#numbers.push(ino, size, mtimeMs, ctimeMs);
  }

  finish(): StampedPaths {
    const stamps = new Float64Array(new SharedArrayBuffer(this.#numbers.length * 8));
    stamps.set(this.#numbers);
    return { paths: this.#paths.join('\0'), count: this.#paths.length, stamps };
  }
}

/** Null for a file that went away since its folder was read. */
function statsAt(path: string, name: string): Stats | null {
  if (name === ignoreFileName)
    throw new Error(`${path}: DVC wants no ${ignoreFileName} within what it caches; put it further up`);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile()) return stats;
  if (stats) throw new Error(`${path} is neither a file nor a folder`);
  if (lstatSync(path, { throwIfNoEntry: false })) throw new Error(`${path} is a link to nothing`);
  if (name.includes('\uFFFD')) throw new Error(`${path}: its name is not UTF-8; rename it`);
  return null;
}

function leadsToFolder(entry: Dirent, path: string): boolean {
  return entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** DVC leaves a project within another one to itself. */
function isProject(path: string): boolean {
  return statSync(`${path}/.dvc`, { throwIfNoEntry: false })?.isDirectory() === true;
}
