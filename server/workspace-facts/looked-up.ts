import type { Known } from '../language/workspace/known.ts';

/**
 * What was found on disk by location. Of what somebody tells of changes it is true until they do, of all else for a short time.
 * Holds little beside the names: it may be asked for a hundred thousand files.
 */
export class LookedUp<T> {
  readonly #untoldMs: number;
  readonly #told = new Map<string, Known<T>>();
  readonly #recent = new Map<string, Known<T>>();
  /** When the first of the recent ones was found. */
  #since = 0;

  /** @param untoldMs for how long what nobody tells of is taken to be true */
  constructor(untoldMs: number) {
    this.#untoldMs = untoldMs;
  }

  get(location: string): Known<T> | undefined {
    const told = this.#told.get(location);
    if (told || this.#recent.size === 0) return told;
    if (performance.now() - this.#since >= this.#untoldMs) this.#recent.clear();
    return this.#recent.get(location);
  }

  set(location: string, value: Known<T>, isTold: boolean): void {
    if (!isTold && this.#recent.size === 0) this.#since = performance.now();
    (isTold ? this.#told : this.#recent).set(location, value);
  }

  /** From now on nobody tells. */
  becomeUntold(): void {
    this.#told.clear();
  }

  delete(isStale: (location: string) => boolean): void {
    for (const known of [this.#told, this.#recent])
      for (const location of known.keys()) if (isStale(location)) known.delete(location);
  }
}
