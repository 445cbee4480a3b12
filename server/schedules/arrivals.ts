import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import picomatch from 'picomatch';
import type { Clock } from '../core/clock.ts';
import type { FiringTable } from './firing-table.ts';
import type { TriggerHandlers, TriggerWatch, WatchPaths } from './trigger-watch.ts';

/** Files that come together are looked at together. */
const gatherMs = 100;

export interface ArrivalsParts {
  name: string;
  folder: string;
  glob: string;
  settleMs: number;
  table: FiringTable;
  clock: Clock;
  watchPaths: WatchPaths;
  onError: (error: unknown) => void;
}

interface Seen {
  identity: string;
  size: number;
  mtimeMs: number;
  /** Whether its last write was long before its last change of name, so that nobody writes it any more. */
  settled: boolean;
}

/**
 * Finds files that match a glob and have not been answered yet, once they are whole. What was there when the schedule
 * was armed has not arrived; what comes while nobody looks is found later.
 */
export class Arrivals implements TriggerWatch {
  readonly ready: Promise<void>;
  readonly #parts: ArrivalsParts;
  readonly #handlers: TriggerHandlers;
  readonly #base: string;
  readonly #deep: boolean;
  readonly #matches: (path: string) => boolean;
  readonly #watch: TriggerWatch;
  /** Still growing, as far as we know: how they looked, and since when. */
  readonly #growing = new Map<string, Seen & { since: number }>();
  #looking: Promise<void>;
  #cancelTimer: (() => void) | null = null;
  #wakeAt = Number.POSITIVE_INFINITY;
  #closed = false;

  constructor(parts: ArrivalsParts, handlers: TriggerHandlers) {
    this.#parts = parts;
    this.#handlers = handlers;
    const { base, glob } = picomatch.scan(parts.glob);
    this.#base = base;
    this.#deep = glob.includes('/');
    this.#matches = picomatch(parts.glob);
    this.#watch = parts.watchPaths([join(parts.folder, base)], () => this.#lookIn(gatherMs));
    this.ready = this.#watch.ready.then(() => this.#look());
    this.#looking = this.ready.catch(parts.onError);
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#watch.close();
  }

  #lookIn(ms: number): void {
    const { clock, onError } = this.#parts;
    const at = clock.now() + ms;
    if (this.#closed || at >= this.#wakeAt) return;
    this.#cancelTimer?.();
    this.#wakeAt = at;
    this.#cancelTimer = clock.after(ms, () => {
      this.#wakeAt = Number.POSITIVE_INFINITY;
      this.#looking = this.#looking.then(() => this.#look()).catch(onError);
    });
  }

  async #look(): Promise<void> {
    const { name, table, clock, settleMs } = this.#parts;
    const there = await this.#files();
    if (this.#closed) return;
    if (table.content(name) === null) {
      table.transaction(() => {
        table.addFiles(
          name,
          [...there].map(([path, { identity }]) => [path, identity]),
        );
        table.setMark(name, clock.now(), 'armed');
      });
      return;
    }
    const answered = table.files(name);
    const gone = [...answered.keys()].filter((path) => !there.has(path));
    if (gone.length > 0) table.removeFiles(name, gone);
    for (const path of this.#growing.keys()) if (!there.has(path)) this.#growing.delete(path);
    const whole: [string, Seen][] = [];
    for (const [path, seen] of there)
      if (answered.get(path) !== seen.identity && this.#isWhole(path, seen)) whole.push([path, seen]);
    if (whole.length > 0) this.#answer(whole);
    if (this.#growing.size === 0) return;
    const oldest = Math.min(...[...this.#growing.values()].map(({ since }) => since));
    this.#lookIn(Math.max(oldest + settleMs - clock.now(), gatherMs));
  }

  #answer(whole: [string, Seen][]): void {
    const { name, table } = this.#parts;
    const paths = whole.map(([path]) => path).sort();
    this.#handlers.onFire('arrival', paths, () =>
      table.addFiles(
        name,
        whole.map(([path, { identity }]) => [path, identity]),
      ),
    );
    for (const path of paths) this.#growing.delete(path);
  }

  #isWhole(path: string, seen: Seen): boolean {
    if (seen.settled) return true;
    const { clock, settleMs } = this.#parts;
    const before = this.#growing.get(path);
    const isSame =
      before?.identity === seen.identity && before.size === seen.size && before.mtimeMs === seen.mtimeMs;
    if (!isSame) this.#growing.set(path, { ...seen, since: clock.now() });
    return isSame && clock.now() - before.since >= settleMs;
  }

  /** By path from the workspace folder. */
  async #files(): Promise<Map<string, Seen>> {
    const found = new Map<string, Seen>();
    const waiting = [this.#base];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop())
      for (const entry of await entriesOf(join(this.#parts.folder, folder))) {
        const path = folder === '' || folder === '.' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory() && this.#deep) waiting.push(path);
        if (!entry.isFile() || !this.#matches(path)) continue;
        const seen = await this.#see(path);
        if (seen) found.set(path, seen);
      }
    return found;
  }

  async #see(path: string): Promise<Seen | null> {
    try {
      const { ino, birthtimeMs, size, mtimeMs, ctimeMs } = await stat(join(this.#parts.folder, path));
      const settled = ctimeMs - mtimeMs >= this.#parts.settleMs;
      return { identity: `${ino}:${birthtimeMs}`, size, mtimeMs, settled };
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
