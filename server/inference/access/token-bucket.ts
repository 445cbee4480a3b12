/** So many requests a second on average, and as many at once. Times are milliseconds of one clock. */
export class TokenBucket {
  readonly #perSecond: number;
  #left: number;
  #filledAt: number;

  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond;
    this.#filledAt = now;
  }

  /** 0 where a request may pass, and is counted; milliseconds until one may otherwise. */
  take(now: number): number {
    const filled = this.#left + ((now - this.#filledAt) / 1_000) * this.#perSecond;
    this.#left = Math.min(filled, this.#perSecond);
    this.#filledAt = now;
    if (this.#left < 1) return ((1 - this.#left) / this.#perSecond) * 1_000;
    this.#left--;
    return 0;
  }
}
