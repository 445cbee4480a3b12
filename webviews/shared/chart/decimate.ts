import type { Columns } from './points.ts';

/**
 * Keeps, of each of `buckets` equal parts of the points, the lowest and the highest, and the first and last of
 * all, so that no peak is lost. Points that are not finite are kept as a gap where a whole bucket is such.
 */
export function decimateMinMax({ x, y }: Columns, buckets: number): Columns {
  if (x.length <= buckets * 2 + 2) return { x, y };
  const kept: number[] = [0];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = 1 + Math.floor((bucket * (x.length - 2)) / buckets);
    const end = 1 + Math.floor(((bucket + 1) * (x.length - 2)) / buckets);
    let low = start;
    let high = start;
    for (let index = start; index < end; index++) {
      const value = y[index] ?? Number.NaN;
      if (!(value >= (y[low] ?? Number.NaN))) low = Number.isNaN(value) ? low : index;
      if (!(value <= (y[high] ?? Number.NaN))) high = Number.isNaN(value) ? high : index;
    }
    kept.push(Math.min(low, high));
    if (low !== high) kept.push(Math.max(low, high));
  }
  kept.push(x.length - 1);
  const pick = (column: Float64Array) => Float64Array.from(kept, (index) => column[index] ?? Number.NaN);
  return { x: pick(x), y: pick(y) };
}
