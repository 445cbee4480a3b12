const idleLimitMs = 5 * 60_000;

/** Calls `onIdle` when nothing has been going on for five minutes. */
export class IdleWatch {
  readonly #busy: () => boolean;
  readonly #timer: NodeJS.Timeout;
  /** On the clock that is never set. */
  #lastSeen = performance.now();

  constructor(busy: () => boolean, onIdle: () => void) {
    this.#busy = busy;
    this.#timer = setInterval(() => {
      if (this.#busy()) this.touch();
      else if (performance.now() - this.#lastSeen >= idleLimitMs) onIdle();
    }, 10_000);
    this.#timer.unref();
  }

  /** Something happened: a request, an end. */
  touch(): void {
    this.#lastSeen = performance.now();
  }

  dispose(): void {
    clearInterval(this.#timer);
  }
}
