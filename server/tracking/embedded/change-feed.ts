import type { Store } from '../../store/store.ts';
import type { MetricPoint, TrackingChange } from '../tracker.ts';

export interface Change {
  experiments?: true;
  /** Runs whose info, params, tags or inputs changed. */
  runs?: string[];
  points?: { runId: string; points: MetricPoint[] };
}

/** Tells listeners of what was committed; a write that was rolled back is never heard of. */
export class ChangeFeed {
  readonly #store: Store;
  readonly #touch: (runId: string) => void;
  readonly #listeners = new Set<(change: TrackingChange) => void>();

  /** `touch` hears of each run that a transaction is about to change, also of one that is rolled back then. */
  constructor(store: Store, touch: (runId: string) => void) {
    this.#store = store;
    this.#touch = touch;
  }

  /** Returns how to stop listening. */
  listen(listener: (change: TrackingChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** To be called in the transaction that makes the change; a change of nothing is not told. */
  announce(change: Change): void {
    for (const runId of change.runs ?? []) this.#touch(runId);
    if (change.points !== undefined) this.#touch(change.points.runId);
    if (this.#listeners.size === 0 || Object.keys(change).length === 0) return;
    const whole: TrackingChange = {
      experiments: change.experiments ?? false,
      runs: new Set(change.runs),
      points: new Map(change.points === undefined ? [] : [[change.points.runId, change.points.points]]),
    };
    this.#store.afterCommit(() => {
      for (const listener of this.#listeners) listener(whole);
    });
  }
}
