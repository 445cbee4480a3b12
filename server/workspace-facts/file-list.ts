import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isDataFile, isListed, isSkipped, walk } from './disk-walk.ts';

const sliceMs = 15;

/** Which manifests and `.dvc` files lie below a folder: looked for once, then kept by what is told of changes. */
export class FileList {
  readonly #root: string;
  readonly #depth: number;
  #found = new Set<string>();
  #rest: Generator<string[]>;
  #isWhole = false;
  #manifests: readonly string[] | null = null;
  #dataFiles: readonly string[] | null = null;
  #walkMs = 0;
  #walkedAt = 0;

  /** @param depth of the folders below that are looked into */
  constructor(root: string, depth: number) {
    this.#root = root;
    this.#depth = depth;
    this.#rest = walk(root, '', depth);
  }

  /** The same list until one comes or goes; in an order that does not tell when they came. */
  get manifests(): readonly string[] {
    this.#finish();
    this.#manifests ??= inOrder([...this.#found].filter((location) => !isDataFile(location)));
    return this.#manifests;
  }

  /** The same list until one comes or goes. */
  get dataFiles(): readonly string[] {
    this.#finish();
    this.#dataFiles ??= inOrder([...this.#found].filter(isDataFile));
    return this.#dataFiles;
  }

  /** Looks in slices of a few milliseconds, so that others get their turns. */
  async prepare(): Promise<void> {
    while (!this.#isWhole) {
      const until = performance.now() + sliceMs;
      while (performance.now() < until && this.#step());
      await setImmediate();
    }
  }

  /** Looks again where nobody tells of changes, but not for longer than a twentieth of the time. */
  lookAgain(afterMs: number): void {
    if (!this.#isWhole || performance.now() - this.#walkedAt < Math.max(afterMs, 20 * this.#walkMs)) return;
    const before = { found: this.#found, manifests: this.#manifests, dataFiles: this.#dataFiles };
    this.#found = new Set();
    this.#rest = walk(this.#root, '', this.#depth);
    this.#isWhole = false;
    this.#walkMs = 0;
    this.#finish();
    if (before.found.size !== this.#found.size || [...before.found].some((file) => !this.#found.has(file)))
      return;
    this.#manifests = before.manifests;
    this.#dataFiles = before.dataFiles;
  }

  /** These were made or removed; a folder is looked into. */
  changed(locations: Iterable<string>): void {
    for (const location of locations) {
      if (isSkipped(location) || location.split('/').length > this.#depth + 1) continue;
      const stats = statSync(join(this.#root, location), { throwIfNoEntry: false });
      if (!stats) this.#remove(location);
      else if (stats.isDirectory())
        for (const found of walk(this.#root, location, this.#depth)) this.#add(found);
      else if (isListed(location)) this.#add([location]);
    }
  }

  #add(locations: readonly string[]): void {
    for (const location of locations) {
      if (this.#found.has(location)) continue;
      this.#found.add(location);
      this.#forgetLists();
    }
  }

  #remove(location: string): void {
    for (const other of this.#found) {
      if (other !== location && !other.startsWith(`${location}/`)) continue;
      this.#found.delete(other);
      this.#forgetLists();
    }
  }

  #forgetLists(): void {
    this.#manifests = null;
    this.#dataFiles = null;
  }

  #finish(): void {
    while (!this.#isWhole) this.#step();
  }

  #step(): boolean {
    const startedAt = performance.now();
    const { value, done } = this.#rest.next();
    if (value) this.#add(value);
    this.#walkedAt = performance.now();
    this.#walkMs += this.#walkedAt - startedAt;
    this.#isWhole = done === true;
    return !this.#isWhole;
  }
}

/** Those of the root first, as they are found. */
function inOrder(locations: readonly string[]): string[] {
  return locations
    .map((location) => ({ location, depth: location.split('/').length }))
    .sort((a, b) => a.depth - b.depth || (a.location < b.location ? -1 : 1))
    .map(({ location }) => location);
}
