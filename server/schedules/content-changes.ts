import { join } from 'node:path';
import type { Clock } from '../core/clock.ts';
import type { FiringTable } from './firing-table.ts';
import type { TriggerHandlers, TriggerWatch, WatchPaths } from './trigger-watch.ts';

/** Data that is being written is left alone until it has been quiet for this long. */
const quietMs = 2_000;

export interface ContentChangesParts {
  name: string;
  folder: string;
  paths: string[];
  table: FiringTable;
  clock: Clock;
  /** Stands for the content of a file or folder, by an absolute path; the same for what is not there. */
  hash: (path: string) => Promise<string>;
  watchPaths: WatchPaths;
  onError: (error: unknown) => void;
}

/** Fires when watched data has another content than it had when it was last answered, or when it was armed. */
export class ContentChanges implements TriggerWatch {
  readonly ready: Promise<void>;
  readonly #parts: ContentChangesParts;
  readonly #handlers: TriggerHandlers;
  readonly #watch: TriggerWatch;
  #looking: Promise<void>;
  #cancelTimer: (() => void) | null = null;
  #closed = false;

  constructor(parts: ContentChangesParts, handlers: TriggerHandlers) {
    this.#parts = parts;
    this.#handlers = handlers;
    const absolute = parts.paths.map((path) => join(parts.folder, path));
    this.#watch = parts.watchPaths(absolute, () => this.#lookIn(quietMs));
    this.ready = this.#watch.ready.then(() => this.#look());
    this.#looking = this.ready.catch(parts.onError);
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#watch.close();
  }

  /** Each change puts it off. */
  #lookIn(ms: number): void {
    if (this.#closed) return;
    const { clock, onError } = this.#parts;
    this.#cancelTimer?.();
    this.#cancelTimer = clock.after(ms, () => {
      this.#looking = this.#looking.then(() => this.#look()).catch(onError);
    });
  }

  async #look(): Promise<void> {
    const { name, folder, paths, table, clock, hash } = this.#parts;
    const hashes: string[] = [];
    for (const path of paths) hashes.push(await hash(join(folder, path)));
    if (this.#closed) return;
    const content = hashes.join(' ');
    const before = table.content(name);
    if (before === content) return;
    const remember = () => table.setMark(name, clock.now(), content);
    if (before === null) remember();
    else this.#handlers.onFire('change', changedPaths(paths, before.split(' '), hashes), remember);
  }
}

function changedPaths(paths: string[], before: string[], now: string[]): string[] {
  return paths.filter((_, index) => before[index] !== now[index]);
}
