/** A Prometheus histogram: how many observations were at most each bound, their number and their sum. */
export class Histogram {
  readonly bounds: readonly number[];
  readonly counts: Float64Array;
  count = 0;
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length);
  }

  observe(value: number): void {
    this.count++;
    this.sum += value;
    for (let index = 0; index < this.bounds.length; index++) {
      if (value <= (this.bounds[index] as number)) {
        this.counts[index] = (this.counts[index] as number) + 1;
        return;
      }
    }
  }

  /** Of each bound, with those below it counted in, as Prometheus wants them. */
  cumulative(): number[] {
    let below = 0;
    return Array.from(this.counts, (count) => {
      below += count;
      return below;
    });
  }
}
