const firstMs = 100;
const longestMs = 30_000;
/** Whoever lives that long is well again. */
const wellMs = 60_000;

/** How long a process that ended by itself is waited for before it is started again: ever longer. */
export class BackOff {
  #startedAt = 0;
  #waitMs = 0;

  started(): void {
    this.#startedAt = performance.now();
  }

  /** Milliseconds until it is to be started again. */
  ended(): number {
    const lived = performance.now() - this.#startedAt;
    this.#waitMs = lived >= wellMs ? 0 : Math.min(this.#waitMs * 2 || firstMs, longestMs);
    return this.#waitMs;
  }
}
