import type { Clock } from '../../../server/core/clock.ts';

/** A clock that stands still until a test moves it. */
export class HandClock implements Clock {
  #now: number;
  #calls: { at: number; call: () => void }[] = [];

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const entry = { at: this.#now + ms, call };
    this.#calls.push(entry);
    return () => {
      this.#calls = this.#calls.filter((other) => other !== entry);
    };
  }

  /** Calls what becomes due on the way, each at its time. */
  moveTo(time: string): void {
    const end = Date.parse(time);
    for (;;) {
      const [next] = this.#calls.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#calls = this.#calls.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
    }
    this.#now = end;
  }

  /** As when the machine slept: timers that were due meanwhile come late, all at once. */
  sleepUntil(time: string): void {
    this.#now = Date.parse(time);
    this.moveTo(time);
  }
}
