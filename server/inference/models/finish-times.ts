/** Weight of the newest run in a moving average. */
const newest = 0.25;
/** After so long without a run an average counts half, so that a device that was slow once is tried again. */
const halfLifeMs = 10_000;

interface Average {
  ms: number;
  at: number;
}

/** How long runs take: a moving average for each device and batch size, by powers of two. Times are milliseconds. */
export class FinishTimes {
  readonly #averages = new Map<string, Average[]>();

  note(device: string, rows: number, ms: number, now: number): void {
    const sizes = this.#averages.get(device) ?? [];
    this.#averages.set(device, sizes);
    const size = sizeOf(rows);
    const before = sizes[size];
    sizes[size] = { ms: before ? before.ms + newest * (ms - before.ms) : ms, at: now };
  }

  /**
   * What a run of `rows` is expected to take; 0 on a device that has run nothing, so that it is tried. A size that was not run is
   * expected to take what the nearest that was did, the smaller first. In proportion would keep large batches from a GPU, which
   * takes hardly longer for more rows: it would never be found out.
   */
  expect(device: string, rows: number, now: number): number {
    const sizes = this.#averages.get(device) ?? [];
    const size = sizeOf(rows);
    for (let smaller = size; smaller >= 0; smaller--) {
      const known = sizes[smaller];
      if (known) return faded(known, now);
    }
    const larger = sizes.find((average) => average !== undefined);
    return larger ? faded(larger, now) : 0;
  }
}

function faded({ ms, at }: Average, now: number): number {
  return ms * 0.5 ** ((now - at) / halfLifeMs);
}

function sizeOf(rows: number): number {
  return Math.max(Math.ceil(Math.log2(rows)), 0);
}
