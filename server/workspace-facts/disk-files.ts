import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { absent, type Known, known, unknown } from '../language/workspace/known.ts';
import type { FileKind, Files, FolderEntry } from '../language/workspace/providers.ts';
import { isSkipped } from './disk-walk.ts';
import { FileList } from './file-list.ts';
import { GitIgnored } from './git-ignored.ts';
import { LookedUp } from './looked-up.ts';

const largestText = 4 << 20;
/** What nobody tells of is looked at again after this time. */
const untoldMs = 1800;

const kinds = { file: known<FileKind>('file'), folder: known<FileKind>('folder') };

/** What lies on disk below one workspace folder; asked once, until `changed` says otherwise. */
export class DiskFiles implements Files {
  readonly #root: string;
  readonly #list: FileList;
  readonly #ignored: GitIgnored;
  readonly #kinds = new LookedUp<FileKind>(untoldMs);
  readonly #texts = new LookedUp<string>(untoldMs);
  /** Somebody tells of what changes below the root. */
  #isTold = true;

  constructor(root: string, depth: number) {
    this.#root = root;
    this.#list = new FileList(root, depth);
    this.#ignored = new GitIgnored(root);
  }

  /** From now on nobody calls `changed`: what was found is true for less than two seconds. */
  becomeUntold(): void {
    this.#isTold = false;
    this.#kinds.becomeUntold();
    this.#texts.becomeUntold();
  }

  get isTold(): boolean {
    return this.#isTold;
  }

  kindOf(location: string): Known<FileKind> {
    return this.#remembered(this.#kinds, location, () => {
      const stats = statSync(this.#path(location), { throwIfNoEntry: false });
      if (!stats) return absent;
      return stats.isDirectory() ? kinds.folder : kinds.file;
    });
  }

  text(location: string): Known<string> {
    return this.#remembered(this.#texts, location, () => {
      const path = this.#path(location);
      const stats = statSync(path, { throwIfNoEntry: false });
      if (!stats) return absent;
      return stats.isFile() && stats.size <= largestText ? known(readFileSync(path, 'utf8')) : unknown;
    });
  }

  entries(location: string): Known<FolderEntry[]> {
    try {
      const path = this.#path(location);
      const ignores = this.#ignored.below(location);
      return known(
        readdirSync(path, { withFileTypes: true }).map((entry) => {
          const isFolder = entry.isSymbolicLink() ? leadsToFolder(path, entry.name) : entry.isDirectory();
          return {
            name: entry.name,
            kind: isFolder ? 'folder' : 'file',
            ignored: ignores(entry.name, isFolder),
          };
        }),
      );
    } catch (error) {
      return stateOf(error);
    }
  }

  manifests(): readonly string[] {
    if (!this.#isTold) this.#list.lookAgain(untoldMs);
    return this.#list.manifests;
  }

  dataFiles(): readonly string[] {
    if (!this.#isTold) this.#list.lookAgain(untoldMs);
    return this.#list.dataFiles;
  }

  /** Finds the manifests without holding anybody up. */
  prepare(): Promise<void> {
    return this.#list.prepare();
  }

  /** These were made, changed or removed: files and folders. */
  changed(locations: readonly string[]): void {
    const changed = new Set(locations);
    const above = new Set(locations.flatMap((location) => [...foldersAbove(location)]));
    const isStale = (location: string) =>
      changed.has(location) ||
      above.has(location) ||
      [...foldersAbove(location)].some((folder) => changed.has(folder));
    this.#kinds.delete(isStale);
    this.#texts.delete(isStale);
    this.#list.changed(changed);
  }

  #remembered<T>(memo: LookedUp<T>, location: string, find: () => Known<T>): Known<T> {
    const before = memo.get(location);
    if (before) return before;
    const value = (() => {
      try {
        return find();
      } catch (error) {
        return stateOf(error);
      }
    })();
    memo.set(location, value, this.#isToldOf(location));
    return value;
  }

  #isToldOf(location: string): boolean {
    return this.#isTold && !isAbsolute(location) && !location.startsWith('../') && !isSkipped(location);
  }

  #path(location: string): string {
    return isAbsolute(location) ? location : join(this.#root, location);
  }
}

function leadsToFolder(folder: string, name: string): boolean {
  return statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Those that a location lies in, without the root. */
function* foldersAbove(location: string): Generator<string> {
  for (let end = location.lastIndexOf('/'); end > 0; end = location.lastIndexOf('/', end - 1))
    yield location.slice(0, end);
}

function stateOf(error: unknown): typeof absent | typeof unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  return code === 'ENOENT' || code === 'ENOTDIR' ? absent : unknown;
}
