import { existsSync, type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, relative, sep } from 'node:path';

/**
 * Tells of changes of a file, or of anything in a folder, that need not exist yet: as long as it does not,
 * the nearest folder above it is watched.
 */
export class PathWatch {
  readonly #target: string;
  readonly #onChange: () => void;
  #watched: string | null = null;
  #watcher: FSWatcher | null = null;

  constructor(target: string, onChange: () => void) {
    this.#target = target;
    this.#onChange = onChange;
    this.#arm();
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = null;
    this.#watched = null;
  }

  #arm(): void {
    const folder = this.#folderToWatch();
    if (folder === this.#watched) return;
    this.close();
    this.#watched = folder;
    const inTarget = folder === this.#target;
    // The name below the watched folder that leads to the target.
    const next = inTarget ? null : relative(folder, this.#target).split(sep)[0];
    try {
      this.#watcher = watch(folder, { recursive: inTarget }, (_, name) => {
        // A file that is replaced may come under a draft's name first.
        if (next && name && basename(name) !== next) return;
        this.#arm();
        this.#onChange();
      });
      this.#watcher.on('error', () => this.close());
    } catch {
      // No more watches to be had: the last reading, at the end, still finds everything.
      this.#watched = null;
    }
  }

  /** A file is watched by its folder, since programs replace files as a whole. */
  #folderToWatch(): string {
    let folder = this.#target;
    while (!existsSync(folder) || !statSync(folder).isDirectory()) folder = dirname(folder);
    return folder;
  }
}
