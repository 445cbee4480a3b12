import { decodeFloat64 } from '../../../schemas/protocol/arrays.ts';
import type { MetricSeries } from '../../../schemas/protocol/tracking.ts';

export type XAxis = 'step' | 'relative' | 'time';

/** Points as a chart draws them: `x` ascending, both of one length. */
export interface Columns {
  x: Float64Array;
  y: Float64Array;
}

/**
 * Points of one metric of one run, in three columns that grow at the end. What is appended must come after
 * what is there, as the store orders it.
 */
export class Points {
  /** Points stored by the runner, of which these are all or a decimated part. */
  total = 0;
  decimated = false;
  private steps = new Float64Array(256);
  private timestamps = new Float64Array(256);
  private values = new Float64Array(256);
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** Replaces what is there by a series that was read whole. */
  replace(series: MetricSeries): void {
    this.count = 0;
    this.total = 0;
    this.decimated = series.decimated;
    this.append(series);
    this.total = series.total;
  }

  append(series: Pick<MetricSeries, 'steps' | 'timestamps' | 'values'>): void {
    const values = decodeFloat64(series.values);
    this.appendColumns(decodeFloat64(series.steps), decodeFloat64(series.timestamps), values);
  }

  /** As `append`, leaving out what is already here: live points that the history has brought along too. */
  appendAfterLast(series: Pick<MetricSeries, 'steps' | 'timestamps' | 'values'>): void {
    const steps = decodeFloat64(series.steps);
    const timestamps = decodeFloat64(series.timestamps);
    const lastTime = this.timestamps[this.count - 1] ?? Number.NEGATIVE_INFINITY;
    const lastStep = this.steps[this.count - 1] ?? Number.NEGATIVE_INFINITY;
    const isNew = (time: number, index: number) =>
      this.count === 0 || time > lastTime || (time === lastTime && (steps[index] ?? 0) > lastStep);
    const first = timestamps.findIndex(isNew);
    if (first === -1) return;
    const values = decodeFloat64(series.values);
    this.appendColumns(steps.subarray(first), timestamps.subarray(first), values.subarray(first));
  }

  /** Three columns of one length; timestamps in milliseconds since 1970. */
  appendColumns(steps: Float64Array, timestamps: Float64Array, values: Float64Array): void {
    const end = this.count + values.length;
    if (end > this.values.length) this.grow(Math.max(end, this.values.length * 2));
    this.steps.set(steps, this.count);
    this.timestamps.set(timestamps, this.count);
    this.values.set(values, this.count);
    this.count = end;
    this.total += values.length;
  }

  /** @param origin milliseconds since 1970 that a relative axis counts from */
  columns(axis: XAxis, origin: number): Columns {
    const y = this.values.subarray(0, this.count);
    if (axis === 'step') return ascending({ x: this.steps.subarray(0, this.count), y });
    const timestamps = this.timestamps.subarray(0, this.count);
    return ascending({ x: axis === 'time' ? timestamps : timestamps.map((time) => time - origin), y });
  }

  private grow(capacity: number): void {
    const larger = (column: Float64Array) => {
      const grown = new Float64Array(capacity);
      grown.set(column.subarray(0, this.count));
      return grown;
    };
    this.steps = larger(this.steps);
    this.timestamps = larger(this.timestamps);
    this.values = larger(this.values);
  }
}

/** The store orders by time; steps may go back where a training was resumed. */
function ascending({ x, y }: Columns): Columns {
  let sorted = true;
  for (let index = 1; index < x.length && sorted; index++) sorted = (x[index - 1] ?? 0) <= (x[index] ?? 0);
  if (sorted) return { x, y };
  const order = Array.from(x.keys()).sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0));
  const pick = (column: Float64Array) => Float64Array.from(order, (index) => column[index] ?? Number.NaN);
  return { x: pick(x), y: pick(y) };
}
