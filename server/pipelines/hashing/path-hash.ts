import { createHash } from 'node:crypto';
import { compareCodePoints, pythonJson } from '../../core/python-json.ts';
import { stampNumbers, stampText } from './file-stamp.ts';
import type { StampedPaths } from './list-folder.ts';

export interface FolderEntry {
  /** From the folder, with forward slashes. */
  path: string;
  md5: string;
  stamp: string;
}

/** A file's or folder's content, as `dvc.lock` names it. */
export interface PathHash {
  /** Of a folder: of its listing, with `.dir` at the end. */
  readonly md5: string;
  readonly size: number;
  /** Null for a file. */
  readonly nfiles: number | null;
  readonly executable: boolean;
  /** Stamp of the file; of a folder, one over all of its files. */
  readonly stamp: string;
  /** The folder's files, and its listing as it lies in the cache; null for a file. */
  readonly listing: { entries: FolderEntry[]; text: string } | null;
}

/** A folder's content; the listing of many files is made when it is asked for. */
export class FolderHash implements PathHash {
  readonly md5: string;
  readonly size: number;
  readonly nfiles: number;
  readonly executable = false;
  readonly stamp: string;
  readonly files: StampedPaths;
  /** One after the other, each of 32 characters. */
  readonly #md5s: string;

  /** `md5s`: of each of `files`. */
  constructor(files: StampedPaths, md5s: readonly string[]) {
    this.files = files;
    this.#md5s = md5s.join('');
    this.nfiles = files.count;
    let size = 0;
    for (let at = 1; at < files.stamps.length; at += stampNumbers) size += files.stamps[at] ?? 0;
    this.size = size;
    this.stamp = createHash('md5').update(files.paths).update(files.stamps).digest('hex');
    this.md5 = `${createHash('md5').update(this.listing.text).digest('hex')}.dir`;
  }

  /** The same with other contents of the files at some indexes; `stamps` of all of them. */
  with(md5s: ReadonlyMap<number, string>, stamps: StampedPaths['stamps']): FolderHash {
    const all = Array.from({ length: this.nfiles }, (_, index) => md5s.get(index) ?? this.#md5Of(index));
    return new FolderHash({ ...this.files, stamps }, all);
  }

  get listing(): { entries: FolderEntry[]; text: string } {
    const { paths, count, stamps } = this.files;
    const names = count === 0 ? [] : paths.split('\0');
    const entries = names.map((path, index) => {
      const at = index * stampNumbers;
      const [ino = 0, size = 0, mtimeMs = 0, ctimeMs = 0] = stamps.subarray(at, at + stampNumbers);
      return {
        path,
        md5: this.#md5Of(index),
        stamp: stampText(ino, size, mtimeMs, ctimeMs),
      };
    });
    entries.sort((a, b) => compareCodePoints(a.path, b.path));
    return { entries, text: listingText(entries) };
  }

  #md5Of(index: number): string {
    return this.#md5s.slice(index * 32, index * 32 + 32);
  }
}

/** As Python's `json.dumps` writes it. */
function listingText(entries: FolderEntry[]): string {
  return `[${entries.map(({ path, md5 }) => `{"md5": "${md5}", "relpath": ${pythonJson(path)}}`).join(', ')}]`;
}
