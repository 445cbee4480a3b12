import { FinishTimes } from './finish-times.ts';
import type { Replica } from './replica.ts';
import { type Routing, routeBatches } from './route-batches.ts';

interface Run {
  startedAt: number;
  rows: number;
}

/** Knows what runs where, and what that usually takes. Times are milliseconds of one clock. */
export class Router {
  readonly #finishTimes = new FinishTimes();
  readonly #runs = new Map<Replica, Run>();

  /** @returns to be called with the time when the run was answered, or null where it failed */
  began(replica: Replica, rows: number, startedAt: number): (endedAt: number | null) => void {
    const run = { startedAt, rows };
    this.#runs.set(replica, run);
    return (endedAt) => {
      // The replica may run the next already.
      if (this.#runs.get(replica) === run) this.#runs.delete(replica);
      if (endedAt !== null) this.#finishTimes.note(replica.device, rows, endedAt - startedAt, endedAt);
    };
  }

  /** Where batches of `rows` are to go, of which `batches` wait. */
  route(replicas: readonly Replica[], rows: number, batches: number, now: number): Routing {
    const routes = replicas.map((replica) => {
      const run = this.#runs.get(replica);
      return {
        isIdle: replica.isIdle,
        runMs: this.#finishTimes.expect(replica.device, rows, now),
        running: run
          ? {
              sinceMs: now - run.startedAt,
              expectedMs: this.#finishTimes.expect(replica.device, run.rows, now),
            }
          : null,
      };
    });
    return routeBatches(routes, batches);
  }
}
