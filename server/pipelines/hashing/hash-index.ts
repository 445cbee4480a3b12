import { setImmediate as turn } from 'node:timers/promises';
import type { Store } from '../../store/store.ts';

/** Others must have their turn between two pages of a large folder. */
const pageRows = 10_000;

export interface KnownFile {
  path: string;
  stamp: string;
  md5: string;
}

/** Known hashes of files that have not changed since. Losing it costs time and nothing else. */
export interface HashIndex {
  /** Null where the file is not known with this stamp. */
  find(path: string, stamp: string): string | null;
  /** All that is known of the files below a folder, by path. */
  findBelow(folder: string): Promise<Map<string, KnownFile>>;
  remember(files: KnownFile[]): void;
  /** All of the files below a folder. */
  forgetBelow(folder: string): void;
}

export class StoredHashIndex implements HashIndex {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  find(path: string, stamp: string): string | null {
    const row = this.#store.get<{ md5: string }>(
      'SELECT md5 FROM file_hashes WHERE path = ? AND stamp = ?',
      path,
      stamp,
    );
    return row?.md5 ?? null;
  }

  async findBelow(folder: string): Promise<Map<string, KnownFile>> {
    const found = new Map<string, KnownFile>();
    // "0" follows "/".
    const [end, first] = [`${folder}0`, `${folder}/`];
    for (let after = first; ; await turn()) {
      const rows = this.#store.all<KnownFile>(
        'SELECT path, stamp, md5 FROM file_hashes WHERE path > ? AND path < ? ORDER BY path LIMIT ?',
        after,
        end,
        pageRows,
      );
      for (const row of rows) found.set(row.path, row);
      const last = rows.at(-1);
      if (rows.length < pageRows || !last) return found;
      after = last.path;
    }
  }

  remember(files: KnownFile[]): void {
    if (files.length === 0 || this.#store.readOnly !== null) return;
    this.#store.transaction(() => {
      for (const { path, stamp, md5 } of files)
        this.#store.run(
          'INSERT INTO file_hashes (path, stamp, md5) VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET stamp = excluded.stamp, md5 = excluded.md5',
          path,
          stamp,
          md5,
        );
    });
  }

  forgetBelow(folder: string): void {
    if (this.#store.readOnly !== null) return;
    this.#store.transaction(() => {
      this.#store.run('DELETE FROM file_hashes WHERE path > ? AND path < ?', `${folder}/`, `${folder}0`);
    });
  }
}
