import type { CancellationToken } from 'vscode-languageserver/node';

/** What may make problems others than they were: a text (by its uri), or what lies around all texts. */
export type Change = { uri: string } | 'surroundings';

type Listener = (change: Change) => void;

/** Tells of everything that the problems of any document may depend on. */
export class Changes {
  /** Counts up with each change: what was found out before may be out of date. */
  epoch = 0;
  readonly #listeners = new Set<Listener>();
  #hasEnded = false;

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  tell(change: Change): void {
    this.epoch++;
    for (const listener of [...this.#listeners]) listener(change);
  }

  on(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** Nobody waits any longer. */
  end(): void {
    this.#hasEnded = true;
    this.tell('surroundings');
  }

  /** Resolves once something has changed since `epoch`, or when the token is cancelled or all has ended. */
  after(epoch: number, token: CancellationToken): Promise<void> {
    return new Promise((resolve) => {
      if (this.epoch !== epoch || this.#hasEnded || token.isCancellationRequested) return resolve();
      const done = () => {
        this.#listeners.delete(done);
        cancelled.dispose();
        resolve();
      };
      const cancelled = token.onCancellationRequested(done);
      this.#listeners.add(done);
    });
  }
}
