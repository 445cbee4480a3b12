import type { RevisionTraffic, TargetTraffic } from '../../schemas/protocol/deployments.ts';
import type { Clock } from '../core/clock.ts';
import type { Place, SeenTraffic } from './place.ts';

const everyMs = 1_000;

export interface FeedParts {
  target: string;
  place: Place;
  clock: Clock;
  /** Share of the requests that may fail, as the live manifest says; null where it does not. */
  allowedErrors: () => number | null;
  onError: (what: string, error: unknown) => void;
}

/** What a target does, told once a second for as long as somebody listens. */
export class TrafficFeed {
  readonly #parts: FeedParts;
  readonly #listeners = new Set<(traffic: TargetTraffic) => void>();
  #cancel: (() => void) | null = null;
  #lastAt = 0;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  /** Returns what ends it. */
  listen(listener: (traffic: TargetTraffic) => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#begin();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.close();
    };
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #begin(): void {
    this.#lastAt = performance.now();
    // What was counted before anybody looked is no rate.
    void this.#parts.place.traffic().catch((error: unknown) => this.#parts.onError('traffic', error));
    this.#scheduleNext();
  }

  #scheduleNext(): void {
    this.#cancel = this.#parts.clock.after(everyMs, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { target, place, clock, allowedErrors, onError } = this.#parts;
    try {
      const seen = await place.traffic();
      const seconds = (performance.now() - this.#lastAt) / 1000;
      this.#lastAt = performance.now();
      const traffic: TargetTraffic = {
        target,
        at: clock.now(),
        revisions: (seen ?? []).map((revision) => trafficOf(revision, seconds, allowedErrors())),
      };
      for (const listener of this.#listeners) listener(traffic);
    } catch (error) {
      onError('traffic', error);
    }
    if (this.#listeners.size > 0) this.#scheduleNext();
  }
}

function trafficOf(
  { requests, errors, lately, ...seen }: SeenTraffic,
  seconds: number,
  allowedErrors: number | null,
): RevisionTraffic {
  return {
    ...seen,
    requestsPerSecond: requests / seconds,
    errorsPerSecond: errors / seconds,
    burnRate:
      allowedErrors === null || allowedErrors === 0 || lately.requests === 0
        ? null
        : lately.errors / lately.requests / allowedErrors,
  };
}
