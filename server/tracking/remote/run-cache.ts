import type { Run } from '../../../schemas/protocol/tracking.ts';

const capacity = 20_000;
const freshLiveMs = 3_000;
const freshEndedMs = 60_000;

/** Runs as the server last told them, the longest unused forgotten first. */
export class RunCache {
  readonly #runs = new Map<string, { run: Run; toldAt: number }>();

  put(run: Run): void {
    const { runId } = run.info;
    this.#runs.delete(runId);
    this.#runs.set(runId, { run, toldAt: Date.now() });
    for (const oldest of this.#runs.keys()) {
      if (this.#runs.size <= capacity) break;
      this.#runs.delete(oldest);
    }
  }

  /** Null where it is unknown or may have changed since. */
  fresh(runId: string): Run | null {
    const known = this.#runs.get(runId);
    if (!known) return null;
    const age = Date.now() - known.toldAt;
    return age <= (known.run.info.status === 'RUNNING' ? freshLiveMs : freshEndedMs) ? known.run : null;
  }

  /** However old. */
  last(runId: string): Run | null {
    return this.#runs.get(runId)?.run ?? null;
  }

  forget(runId: string): void {
    this.#runs.delete(runId);
  }

  *runsOf(experimentIds: ReadonlySet<string>): Iterable<Run> {
    for (const { run } of this.#runs.values()) if (experimentIds.has(run.info.experimentId)) yield run;
  }
}
