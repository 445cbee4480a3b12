import { isDeepStrictEqual } from 'node:util';
import type { IgnoreFile } from '../../manifests/dvc/ignore-rules.ts';
import { stampNumbers } from './file-stamp.ts';
import type { HashPool } from './hash-pool.ts';
import type { StampedPaths } from './list-folder.ts';
import type { FolderHash } from './path-hash.ts';
import type { RememberedPaths } from './remembered-lists.ts';

/** Some 90 bytes each. */
const mostFiles = 1_000_000;
/** Fewer are not worth a message to another thread. */
const leastShare = 2_000;

interface KnownTree {
  ignoreFiles: readonly IgnoreFile[];
  folders: RememberedPaths;
  /** For the workers to look at side by side. */
  files: RememberedPaths[];
  hash: FolderHash;
}

export interface SeenTree {
  folders: StampedPaths;
  hash: FolderHash;
  /** Indexes of the files that have changed since. */
  changed: number[];
}

/** Folders as they were last hashed: one that has not changed since costs a stat for each file, and nothing else. */
export class TreeMemory {
  readonly #pool: HashPool;
  /** The one used last comes last. */
  readonly #trees = new Map<string, KnownTree>();

  constructor(pool: HashPool) {
    this.#pool = pool;
  }

  /** Null where the folder is not known, or is better listed anew. */
  async look(path: string, ignoreFiles: readonly IgnoreFile[]): Promise<SeenTree | null> {
    const known = this.#trees.get(path);
    if (!known || !isDeepStrictEqual(known.ignoreFiles, ignoreFiles)) return null;
    const ask = (entries: 'isFile' | 'isDirectory', share: RememberedPaths) =>
      this.#pool.ask({ kind: 'compare', path, entries, known: share });
    const [folders, ...files] = await Promise.all([
      ask('isDirectory', known.folders),
      ...known.files.map((share) => ask('isFile', share)),
    ]);
    if (folders.changed?.length !== 0) return null;
    const changed: number[] = [];
    let first = 0;
    for (const [at, share] of files.entries()) {
      if (share.changed === null) return null;
      for (const index of share.changed) changed.push(first + index);
      first += known.files[at]?.count ?? 0;
    }
    if (this.#trees.delete(path)) this.#trees.set(path, known);
    return { folders: known.folders, hash: known.hash, changed };
  }

  /** `folders`: those that `hash` is of. */
  remember(path: string, ignoreFiles: readonly IgnoreFile[], folders: StampedPaths, hash: FolderHash): void {
    this.#trees.delete(path);
    this.#trees.set(path, {
      ignoreFiles,
      folders: remembered(folders),
      files: shares(hash.files, this.#pool.size).map(remembered),
      hash,
    });
    let count = 0;
    for (const [known, tree] of [...this.#trees].reverse()) {
      count += tree.hash.nfiles;
      if (count > mostFiles) this.#trees.delete(known);
    }
  }
}

let lastId = 0;

function remembered(paths: StampedPaths): RememberedPaths {
  return { ...paths, id: ++lastId };
}

function shares({ paths, count, stamps }: StampedPaths, most: number): StampedPaths[] {
  const share = Math.max(leastShare, Math.ceil(count / most));
  const names = count === 0 ? [] : paths.split('\0');
  const result: StampedPaths[] = [];
  for (let from = 0; from < count; from += share) {
    const own = names.slice(from, from + share);
    result.push({
      paths: own.join('\0'),
      count: own.length,
      stamps: new Float64Array(stamps.buffer, from * stampNumbers * 8, own.length * stampNumbers),
    });
  }
  return result;
}
