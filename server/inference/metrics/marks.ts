import type { Revision } from '../models/revision.ts';
import type { LatencyHistogram } from './latency-histogram.ts';

/** What a revision had done at a moment. */
interface Counts {
  requests: number;
  errors: number;
  replayed: number;
  compared: number;
  agreed: number;
  dropped: number;
  latencies: LatencyHistogram;
}

/** What a revision did since a mark. */
export type Since = Counts;

/** Named moments, to tell what happened since. */
export class Marks {
  readonly #marks = new Map<string, Map<Revision, Counts>>();

  since(mark: string, revision: Revision): Since {
    const now = countsOf(revision);
    const before = this.#marks.get(mark)?.get(revision);
    if (!before) return now;
    return {
      requests: now.requests - before.requests,
      errors: now.errors - before.errors,
      replayed: now.replayed - before.replayed,
      compared: now.compared - before.compared,
      agreed: now.agreed - before.agreed,
      dropped: now.dropped - before.dropped,
      latencies: now.latencies.since(before.latencies),
    };
  }

  set(mark: string, revisions: readonly Revision[]): void {
    this.#marks.set(mark, new Map(revisions.map((revision) => [revision, countsOf(revision)])));
  }
}

function countsOf({ metrics }: Revision): Counts {
  return {
    requests: metrics.success.count + metrics.fail.count,
    errors: metrics.errors,
    replayed: metrics.replayed,
    ...metrics.shadow,
    latencies: metrics.latencies.copy(),
  };
}
