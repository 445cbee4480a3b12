import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Memo } from '../core/memo.ts';
import type { DvcIgnore } from './dvc-ignore.ts';
import { ignoredByGit } from './git-ignore.ts';
import { tickMs } from './hashing/file-stamp.ts';

/** Never a pipeline's, and costly to walk. */
const skippedFolders = new Set(['.slipway', '.venv', 'node_modules', '__pycache__']);

/** Locations of what DVC reads, those of a folder before those below it. */
export interface ProjectFiles {
  /** Each a dvc.yaml. */
  pipelines: string[];
  /** Each a `.dvc` file, as `dvc add` writes it. */
  dataFiles: string[];
  /** Those that were looked into; `.` is the root. */
  folders: string[];
}

/** Leaves out what DVC does: what `.dvcignore` and git ignore, and other DVC projects below the root. */
export function findProjectFiles(root: string, ignore: DvcIgnore, usesGit: boolean): ProjectFiles {
  const folders: string[] = [];
  const found = [...filesBelow(root, '', ignore, folders)];
  const ignored = usesGit ? ignoredByGit(root, found) : new Set<string>();
  const kept = found.filter((location) => !ignored.has(location));
  return {
    pipelines: kept.filter(isPipeline),
    dataFiles: kept.filter((location) => !isPipeline(location)),
    folders,
  };
}

function isPipeline(location: string): boolean {
  return location === 'dvc.yaml' || location.endsWith('/dvc.yaml');
}

function* filesBelow(root: string, folder: string, ignore: DvcIgnore, folders: string[]): Generator<string> {
  folders.push(folder || '.');
  const { files, folders: inner } = namesIn(join(root, folder));
  const at = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  for (const name of files) if (!ignore.ignores(at(name), false)) yield at(name);
  for (const name of inner)
    if (!ignore.ignores(at(name), true) && !existsSync(join(root, at(name), '.dvc')))
      yield* filesBelow(root, at(name), ignore, folders);
}

interface FolderNames {
  /** Those that DVC reads. */
  files: string[];
  folders: string[];
}

/** A folder of many files is read again only when something has come or gone in it. */
const known = new Memo<FolderNames>(10_000);

function isLinkedPipeline(entry: Dirent): boolean {
  return entry.isSymbolicLink() && (entry.name === 'dvc.yaml' || entry.name.endsWith('.dvc'));
}

/** A pipe would be waited for, and a device never ends. */
function isReadable(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

function namesIn(path: string): FolderNames {
  const { ino, mtimeMs, ctimeMs } = statSync(path);
  const evidence = [ino, mtimeMs, ctimeMs];
  const found = known.find(path, evidence);
  if (found) return found;
  const since = Date.now();
  const entries = readdirSync(path, { withFileTypes: true });
  const names = {
    files: entries
      .filter((entry) => entry.name === 'dvc.yaml' || entry.name.endsWith('.dvc'))
      .filter((entry) => isReadable(entry, `${path}/${entry.name}`))
      .map(({ name }) => name),
    folders: entries
      .filter((entry) => entry.isDirectory() && !skippedFolders.has(entry.name))
      .map(({ name }) => name)
      .sort((a, b) => (a < b ? -1 : 1)),
  };
  // What a link leads to may come without a change of the folder.
  const isKnown = mtimeMs + tickMs < since && !entries.some(isLinkedPipeline);
  return isKnown ? known.keep(path, evidence, names) : names;
}
