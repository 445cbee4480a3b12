import type { RevisionMetrics } from '../metrics/revision-metrics.ts';
import type { Batcher } from './batcher.ts';
import type { ReplicaPool } from './replica-pool.ts';
import { type Demand, refused, type ScalingLimits, scaleReplicas, unscaled } from './replica-scaling.ts';

export interface ReplicaScalerParts {
  pool: ReplicaPool;
  batcher: Batcher;
  metrics: RevisionMetrics;
  limits: ScalingLimits;
  /** Told in words what was done, and why. */
  onChange: (what: string) => void;
}

/** Since the revision was loaded; `at`, and all that ends in `Ms`, in milliseconds. */
interface Totals {
  at: number;
  busyMs: number;
  runs: number;
  answered: number;
  queueMs: number;
}

/** Looks now and then at what a revision's replicas have to do, and starts or ends one where that is too much or too little. */
export class ReplicaScaler {
  readonly #parts: ReplicaScalerParts;
  #state = unscaled;
  #seen: Totals;
  #runMs = 0;

  constructor(parts: ReplicaScalerParts) {
    this.#parts = parts;
    this.#seen = this.#totals(performance.now());
  }

  look(now: number): void {
    const { pool, batcher, limits, onChange } = this.#parts;
    const elapsedMs = now - this.#seen.at;
    if (pool.isGrowing || elapsedMs <= 0) return;
    const demand = this.#demand(now);
    const { state, change } = scaleReplicas(this.#state, demand, limits, elapsedMs);
    this.#state = state;
    const { replicas, busy, queueMs, runMs } = demand;
    if (change === -1) {
      pool.shrink();
      onChange(
        `${inWords(pool.replicas.length)}: ${(100 * (busy / replicas)).toFixed(0)} % of ${replicas} ran`,
      );
    }
    if (change === 1)
      pool.grow().then(
        () => {
          batcher.onIdle();
          onChange(
            `${inWords(pool.replicas.length)}: requests waited ${queueMs.toFixed(1)} ms for runs of ${runMs.toFixed(1)} ms`,
          );
        },
        (error: Error) => {
          this.#state = refused;
          onChange(`no more than ${inWords(pool.replicas.length)}: ${error.message}`);
        },
      );
  }

  #demand(now: number): Demand {
    const { pool, batcher } = this.#parts;
    const before = this.#seen;
    const totals = this.#totals(now);
    this.#seen = totals;
    const busyMs = totals.busyMs - before.busyMs;
    const runs = totals.runs - before.runs;
    const answered = totals.answered - before.answered;
    if (runs > 0) this.#runMs = busyMs / runs;
    return {
      replicas: pool.replicas.length,
      running: batcher.busyTime.running,
      busy: busyMs / (totals.at - before.at),
      // Where nothing was answered in that time, the runs are long, and so is the wait of what waits longest.
      queueMs:
        answered > 0 ? (totals.queueMs - before.queueMs) / answered : now - (batcher.oldestSince ?? now),
      runMs: this.#runMs,
    };
  }

  #totals(at: number): Totals {
    const { batcher, metrics } = this.#parts;
    return {
      at,
      busyMs: batcher.busyTime.until(at),
      runs: metrics.batch.count,
      answered: metrics.queue.count,
      queueMs: metrics.queue.sum * 1000,
    };
  }
}

function inWords(replicas: number): string {
  return `${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`;
}
