const smallestMs = 0.01;
/** Each bound is so much above the one before: percentiles are right to 2 %. */
const growth = 1.02;
const logGrowth = Math.log(growth);
/** Up to a hundred seconds. */
const buckets = Math.ceil(Math.log(100_000 / smallestMs) / logGrowth) + 1;

/** Latencies in buckets fine enough to compare two revisions by their percentiles. */
export class LatencyHistogram {
  readonly #counts: Float64Array;

  constructor(counts = new Float64Array(buckets)) {
    this.#counts = counts;
  }

  observe(ms: number): void {
    const bucket = ms <= smallestMs ? 0 : Math.ceil(Math.log(ms / smallestMs) / logGrowth);
    const index = Math.min(bucket, buckets - 1);
    this.#counts[index] = (this.#counts[index] as number) + 1;
  }

  copy(): LatencyHistogram {
    return new LatencyHistogram(this.#counts.slice());
  }

  /** What was observed since an earlier copy of it. */
  since(earlier: LatencyHistogram): LatencyHistogram {
    return new LatencyHistogram(
      this.#counts.map((count, index) => count - (earlier.#counts[index] as number)),
    );
  }

  /** Upper bound, in milliseconds, of the bucket that holds the share `quantile` (0 to 1); null where nothing was observed. */
  quantile(quantile: number): number | null {
    const total = this.#counts.reduce((sum, count) => sum + count, 0);
    if (total === 0) return null;
    const wanted = Math.max(1, Math.ceil(total * quantile));
    let seen = 0;
    const index = this.#counts.findIndex((count) => {
      seen += count;
      return seen >= wanted;
    });
    return smallestMs * growth ** index;
  }
}
