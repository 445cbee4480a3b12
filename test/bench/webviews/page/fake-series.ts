import { encodeFloat64 } from '../../../../schemas/protocol/arrays.ts';
import type { MetricSeries, SeriesId } from '../../../../schemas/protocol/tracking.ts';
import { randomFrom } from './random.ts';

const start = Date.UTC(2026, 9, 1, 8);

/** A made-up training curve from `first` on: `count` points, one step and 200 ms apart. */
export function fakeSeries(id: SeriesId, first: number, count: number): MetricSeries {
  const seed = [...`${id.runId}${id.key}`].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
  const shape = randomFrom(seed);
  const floor = 0.05 + shape() * 0.3;
  const rate = 40 + shape() * 260;
  const noise = randomFrom(seed + first);
  const steps = Float64Array.from({ length: count }, (_, index) => first + index);
  const values = steps.map((step) => {
    const falling = floor + (1 - floor) * Math.exp(-step / rate) + (noise() - 0.5) * 0.08;
    return id.key.includes('loss') ? Math.max(0.001, falling) : 1 - Math.max(0, falling);
  });
  return {
    ...id,
    steps: encodeFloat64(steps),
    timestamps: encodeFloat64(steps.map((step) => start + step * 200)),
    values: encodeFloat64(values),
    total: count,
    decimated: false,
  };
}
