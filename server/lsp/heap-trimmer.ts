import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const quietMs = 1_000;
/** What was asked for because of a change may take so long. */
const watchedMs = 30_000;
/** That it is worth a pause of a tenth of a second to give back. */
const worthwhileBytes = 48 << 20;

type Collect = (options: { type: 'major'; flavor: 'last-resort' }) => void;

/**
 * Gives memory back to the system once nothing has changed for a moment. V8 keeps what a long piece of work has taken, be it
 * several times of what is still in use.
 */
export class HeapTrimmer {
  #timer: NodeJS.Timeout | null = null;
  #changedAt = 0;
  /** Of the heap once it was trimmed. */
  #leastBytes = process.memoryUsage().heapTotal;

  /** There will be work to do. */
  changed(): void {
    this.#changedAt = performance.now();
    if (!this.#timer) this.#wait(quietMs);
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => this.#look(), ms);
    this.#timer.unref();
  }

  #look(): void {
    this.#timer = null;
    const sinceMs = performance.now() - this.#changedAt;
    if (sinceMs < watchedMs) this.#wait(sinceMs < quietMs ? quietMs - sinceMs : quietMs);
    if (sinceMs < quietMs) return;
    if (process.memoryUsage().heapTotal >= this.#leastBytes + worthwhileBytes) {
      collector()({ type: 'major', flavor: 'last-resort' });
      this.#leastBytes = process.memoryUsage().heapTotal;
    }
  }
}

let known: Collect | null = null;

function collector(): Collect {
  if (known) return known;
  setFlagsFromString('--expose-gc');
  known = runInNewContext('gc') as Collect;
  setFlagsFromString('--no-expose-gc');
  return known;
}
