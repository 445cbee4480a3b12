export interface Turn {
  /** For who waits behind it. */
  label: string;
  signal: AbortSignal;
  /** It must wait, for the end of what has that label. */
  onWait: (holder: string) => void;
}

/** Work that must not overlap takes turns here, in the order asked. */
export class RunQueue {
  readonly #line: { label: string; go: () => void }[] = [];
  #holder: string | null = null;

  /**
   * Does `work` when it is its turn. One that is aborted before that leaves the line at once, with the signal's
   * reason.
   */
  async take<T>({ label, signal, onWait }: Turn, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    if (this.#holder !== null) {
      onWait(this.#line.at(-1)?.label ?? this.#holder);
      await this.#turn(label, signal);
    }
    this.#holder = label;
    try {
      return await work();
    } finally {
      this.#holder = null;
      this.#line.shift()?.go();
    }
  }

  #turn(label: string, signal: AbortSignal): Promise<void> {
    return new Promise((go, leave) => {
      const place = {
        label,
        go: () => {
          signal.removeEventListener('abort', onAbort);
          // Taken before anyone else can: between this and the waiting one's next line others may ask.
          this.#holder = label;
          go();
        },
      };
      const onAbort = () => {
        this.#line.splice(this.#line.indexOf(place), 1);
        leave(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#line.push(place);
    });
  }
}
