import { encodeFloat64 } from '../../../schemas/protocol/arrays.ts';
import type { MetricSeries, SeriesId } from '../../../schemas/protocol/tracking.ts';
import { decimate } from '../../core/decimate.ts';
import type { MetricPoint } from '../tracker.ts';

export interface SeriesRange {
  axis: 'step' | 'timestamp';
  min: number;
  max: number;
}

/** A history as columns, decimated to `maxPoints`; `total` counts the points within the range. */
export function seriesOf(
  { runId, key }: SeriesId,
  history: readonly MetricPoint[],
  maxPoints: number,
  range: SeriesRange | null,
): MetricSeries {
  const within = range
    ? history.filter((point) => point[range.axis] >= range.min && point[range.axis] <= range.max)
    : history;
  const kept = decimate(
    Float64Array.from(within, ({ value }) => value),
    maxPoints,
  );
  const points = Array.from(kept).flatMap((index) => within[index] ?? []);
  const column = (pick: (point: MetricPoint) => number) => encodeFloat64(Float64Array.from(points, pick));
  return {
    runId,
    key,
    steps: column(({ step }) => step),
    timestamps: column(({ timestamp }) => timestamp),
    values: column(({ value }) => value),
    total: within.length,
    decimated: points.length < within.length,
  };
}
