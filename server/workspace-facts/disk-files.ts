import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { absent, type Known, known, unknown } from '../language/workspace/known.ts';
import { manifestKindOf } from '../language/workspace/manifest-kind.ts';
import type { FileKind, Files, FolderEntry } from '../language/workspace/providers.ts';

const largestText = 4 << 20;
const deepest = 20;
/** Folders that hold no manifest of a person's, and many files. */
const skipped = new Set([
  '.git',
  '.dvc',
  '.slipway',
  'node_modules',
  '.venv',
  'venv',
  '__pycache__',
  'mlruns',
]);

/** What lies on disk below one workspace folder; asked once, until `changed` says otherwise. */
export class DiskFiles implements Files {
  readonly #root: string;
  readonly #kinds = new Map<string, Known<FileKind>>();
  readonly #texts = new Map<string, Known<string>>();
  #found: FoundFiles | null = null;

  constructor(root: string) {
    this.#root = root;
  }

  kindOf(location: string): Known<FileKind> {
    return remembered(this.#kinds, location, () => {
      const stats = statSync(this.#path(location), { throwIfNoEntry: false });
      if (!stats) return absent;
      return known(stats.isDirectory() ? 'folder' : 'file');
    });
  }

  text(location: string): Known<string> {
    return remembered(this.#texts, location, () => {
      const path = this.#path(location);
      const stats = statSync(path, { throwIfNoEntry: false });
      if (!stats) return absent;
      return stats.isFile() && stats.size <= largestText ? known(readFileSync(path, 'utf8')) : unknown;
    });
  }

  entries(location: string): Known<FolderEntry[]> {
    try {
      const entries = readdirSync(this.#path(location), { withFileTypes: true });
      return known(
        entries.map((entry) => ({
          name: entry.name,
          kind: entry.isDirectory() ? 'folder' : 'file',
          ignored: false,
        })),
      );
    } catch (error) {
      return stateOf(error);
    }
  }

  manifests(): readonly string[] {
    return this.#walk().manifests;
  }

  dataFiles(): readonly string[] {
    return this.#walk().dataFiles;
  }

  /** These were made, changed or removed. */
  changed(locations: Iterable<string>): void {
    for (const location of locations) {
      this.#texts.delete(location);
      this.#kinds.clear();
      if (manifestKindOf(location) || isDataFile(location)) this.#found = null;
    }
  }

  #walk(): FoundFiles {
    if (!this.#found) {
      const found = [...findFiles(this.#root, '', deepest)];
      this.#found = {
        manifests: found.filter((location) => !isDataFile(location)),
        dataFiles: found.filter(isDataFile),
      };
    }
    return this.#found;
  }

  #path(location: string): string {
    return isAbsolute(location) ? location : join(this.#root, location);
  }
}

interface FoundFiles {
  manifests: readonly string[];
  dataFiles: readonly string[];
}

/** As `dvc add` writes it. */
function isDataFile(location: string): boolean {
  return location.endsWith('.dvc') && !location.endsWith('/.dvc') && location !== '.dvc';
}

function* findFiles(root: string, folder: string, depth: number): Generator<string> {
  const entries = (() => {
    try {
      return readdirSync(join(root, folder), { withFileTypes: true });
    } catch {
      // Not ours to read: what lies there stays unknown.
      return [];
    }
  })();
  for (const entry of entries) {
    const location = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (depth > 0 && !skipped.has(entry.name)) yield* findFiles(root, location, depth - 1);
    } else if (manifestKindOf(entry.name) || isDataFile(entry.name)) yield location;
  }
}

function remembered<T>(memo: Map<string, Known<T>>, key: string, find: () => Known<T>): Known<T> {
  const before = memo.get(key);
  if (before) return before;
  const found = (() => {
    try {
      return find();
    } catch (error) {
      return stateOf(error);
    }
  })();
  memo.set(key, found);
  return found;
}

function stateOf(error: unknown): typeof absent | typeof unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  return code === 'ENOENT' || code === 'ENOTDIR' ? absent : unknown;
}
