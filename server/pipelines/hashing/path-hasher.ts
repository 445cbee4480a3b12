import { isAbsolute, join, posix } from 'node:path';
import { UserError } from '../../core/user-error.ts';
import { DvcIgnore } from '../dvc-ignore.ts';
import { type FileStamp, stampNumbers, stampNumbersOf, stampText } from './file-stamp.ts';
import type { Algorithm } from './hash-file.ts';
import type { HashIndex } from './hash-index.ts';
import type { HashPool } from './hash-pool.ts';
import type { FoundPath } from './hash-work.ts';
import type { StampedPaths } from './list-folder.ts';
import { FolderHash, type PathHash } from './path-hash.ts';
import type { SeenTree, TreeMemory } from './tree-memory.ts';

/** Enough files for a worker to be worth the message, few enough to spread over all. */
const batchFiles = 64;
const batchBytes = 16 << 20;
const batchStats = 500;

interface Question {
  path: string;
  done: (found: FoundPath) => void;
  failed: (error: unknown) => void;
}

interface UnknownFile {
  path: string;
  index: number;
  size: number;
}

/** Hashes deps and outs; what the index knows costs a stat. */
export class PathHasher {
  readonly #root: string;
  readonly #pool: HashPool;
  readonly #index: HashIndex;
  readonly #trees: TreeMemory;
  readonly #ignore: DvcIgnore;
  #questions: Question[] = [];

  /** `root`: absolute, of the pipelines. */
  constructor(root: string, pool: HashPool, index: HashIndex, trees: TreeMemory) {
    this.#root = root;
    this.#pool = pool;
    this.#index = index;
    this.#trees = trees;
    this.#ignore = new DvcIgnore(root);
  }

  /** Null where there is nothing. */
  async hash(location: string, algorithm: Algorithm = 'md5'): Promise<PathHash | null> {
    const path = this.absolute(location);
    const found = await this.#find(path);
    if (found === null) return null;
    if (found === 'other') throw new UserError('SLW-HASH-FAILED', `${path} is neither a file nor a folder`);
    if (found !== 'folder') return this.#hashFile(path, found, algorithm);
    return algorithm === 'md5' ? this.#hashFolder(path, location) : this.#hashOldFolder(path, location);
  }

  absolute(location: string): string {
    return isAbsolute(location) ? location : join(this.#root, location);
  }

  /** Those that are asked for at once share a message: a pipeline may have thousands. */
  #find(path: string): Promise<FoundPath> {
    return new Promise((done, failed) => {
      if (this.#questions.length === 0) setImmediate(() => this.#findAll());
      this.#questions.push({ path, done, failed });
    });
  }

  #findAll(): void {
    const questions = this.#questions;
    this.#questions = [];
    for (let from = 0; from < questions.length; from += batchStats) {
      const batch = questions.slice(from, from + batchStats);
      this.#pool.ask({ kind: 'stat', paths: batch.map(({ path }) => path) }).then(
        ({ found }) => {
          for (const [at, { done }] of batch.entries()) done(found[at] ?? null);
        },
        (error: unknown) => {
          for (const { failed } of batch) failed(error);
        },
      );
    }
  }

  async #hashFile(path: string, stamp: FileStamp, algorithm: Algorithm): Promise<PathHash | null> {
    const key = indexKey(path, algorithm);
    const known = this.#index.find(key, stamp.stamp);
    if (known !== null) return { ...stamp, md5: known, nfiles: null, listing: null };
    const { files } = await this.#pool.ask({ kind: 'hash', algorithm, paths: [path] });
    const [file] = files;
    if (!file) return null;
    const { settled, ...hashed } = file;
    if (settled) this.#index.remember([{ path: key, ...hashed }]);
    return { ...hashed, nfiles: null, listing: null };
  }

  async #hashFolder(path: string, location: string): Promise<PathHash> {
    const ignoreFiles = this.#ignore.filesFor(posix.dirname(location));
    const seen = await this.#trees.look(path, ignoreFiles);
    if (seen?.changed.length === 0) return seen.hash;
    const rehashed = seen && (await this.#hashChanged(path, seen));
    if (rehashed) {
      if (rehashed.settled) this.#trees.remember(path, ignoreFiles, seen.folders, rehashed.hash);
      return rehashed.hash;
    }
    const { listing } = await this.#pool.ask({ kind: 'list', path, location, ignoreFiles });
    const { md5s, settled } = await this.#hashFiles(path, listing.files, 'md5');
    const hash = new FolderHash(listing.files, md5s);
    if (settled && listing.settled) this.#trees.remember(path, ignoreFiles, listing.folders, hash);
    return hash;
  }

  /** As DVC 2 has it. */
  async #hashOldFolder(path: string, location: string): Promise<PathHash> {
    const ignoreFiles = this.#ignore.filesFor(posix.dirname(location));
    const { listing } = await this.#pool.ask({ kind: 'list', path, location, ignoreFiles });
    const { md5s } = await this.#hashFiles(path, listing.files, 'md5-dos2unix');
    return new FolderHash(listing.files, md5s);
  }

  /** Null where one of them is no file any more. */
  async #hashChanged(
    folder: string,
    { hash, changed }: SeenTree,
  ): Promise<{ hash: FolderHash; settled: boolean } | null> {
    const names = hash.files.paths.split('\0');
    const paths = changed.map((index) => `${folder}/${names[index]}`);
    const { found } = await this.#pool.ask({ kind: 'stat', paths });
    if (!found.every((stamp) => stamp !== null && typeof stamp === 'object')) return null;
    const { files } = await this.#pool.ask({ kind: 'hash', algorithm: 'md5', paths });
    const stamps = new Float64Array(new SharedArrayBuffer(hash.files.stamps.byteLength));
    stamps.set(hash.files.stamps);
    const md5s = new Map<number, string>();
    for (const [at, file] of files.entries()) {
      const index = changed[at] ?? 0;
      md5s.set(index, file.md5);
      stamps.set(stampNumbersOf(file), index * stampNumbers);
    }
    this.#index.remember(
      files.flatMap((file, at) => (file.settled ? [{ ...file, path: paths[at] ?? '' }] : [])),
    );
    return { hash: hash.with(md5s, stamps), settled: files.every(({ settled }) => settled) };
  }

  /** Md5 of each; `files.stamps` are brought up to date where a file has changed since it was listed. */
  async #hashFiles(
    folder: string,
    files: StampedPaths,
    algorithm: Algorithm,
  ): Promise<{ md5s: string[]; settled: boolean }> {
    const paths = files.count === 0 ? [] : files.paths.split('\0').map((path) => `${folder}/${path}`);
    const known = await this.#index.findBelow(indexKey(folder, algorithm));
    const md5s: string[] = [];
    const unknown: UnknownFile[] = [];
    for (const [index, path] of paths.entries()) {
      const at = index * stampNumbers;
      const [ino = 0, size = 0, mtimeMs = 0, ctimeMs = 0] = files.stamps.subarray(at, at + stampNumbers);
      const entry = known.get(indexKey(path, algorithm));
      if (entry?.stamp === stampText(ino, size, mtimeMs, ctimeMs)) md5s[index] = entry.md5;
      else unknown.push({ path, index, size });
    }
    let settled = true;
    await Promise.all(
      batches(unknown).map(async (batch) => {
        const { files: hashed } = await this.#pool.ask({
          kind: 'hash',
          algorithm,
          paths: batch.map(({ path }) => path),
        });
        for (const [at, file] of hashed.entries()) {
          const index = batch[at]?.index ?? 0;
          md5s[index] = file.md5;
          files.stamps.set(stampNumbersOf(file), index * stampNumbers);
          settled &&= file.settled;
        }
        this.#index.remember(
          hashed.flatMap((file, at) =>
            file.settled ? [{ ...file, path: indexKey(batch[at]?.path ?? '', algorithm) }] : [],
          ),
        );
      }),
    );
    return { md5s, settled };
  }
}

function indexKey(path: string, algorithm: Algorithm): string {
  return algorithm === 'md5' ? path : `${algorithm}:${path}`;
}

function batches(items: UnknownFile[]): UnknownFile[][] {
  const result: UnknownFile[][] = [];
  let bytes = 0;
  for (const item of items) {
    const last = result.at(-1);
    if (last && last.length < batchFiles && bytes + item.size <= batchBytes) last.push(item);
    else {
      result.push([item]);
      bytes = 0;
    }
    bytes += item.size;
  }
  return result;
}
