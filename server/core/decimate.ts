/** The first, the last, the least and the greatest. */
const fewest = 4;

/**
 * Ascending indices of the points that a chart needs: the first, the last, and the least and the greatest of
 * each of equally large buckets. A NaN is kept only where a bucket has nothing else. At most `maxPoints`
 * indices (at least 4).
 */
export function decimate(values: Float64Array, maxPoints: number): Uint32Array {
  const count = values.length;
  if (count <= Math.max(fewest, maxPoints)) return Uint32Array.from({ length: count }, (_, index) => index);
  const buckets = bucketCount(maxPoints);
  const kept: number[] = [0];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const [start, end] = bucketRange(bucket, buckets, count);
    let least = -1;
    let greatest = -1;
    for (let index = start; index < end; index++) {
      const value = values[index] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      if (least < 0 || value < (values[least] ?? value)) least = index;
      if (greatest < 0 || value > (values[greatest] ?? value)) greatest = index;
    }
    for (const index of least < greatest ? [least, greatest] : [greatest, least])
      if (index > (kept.at(-1) ?? -1)) kept.push(index);
    if (least < 0 && start > (kept.at(-1) ?? -1)) kept.push(start);
  }
  if (kept.at(-1) !== count - 1) kept.push(count - 1);
  return Uint32Array.from(kept);
}

/** Two points a bucket, beside the first and the last point of all. */
export function bucketCount(maxPoints: number): number {
  return Math.floor((Math.max(fewest, maxPoints) - 2) / 2);
}

/** Positions [start, end) of one of `buckets` equal parts of `count` points. */
function bucketRange(bucket: number, buckets: number, count: number): [start: number, end: number] {
  return [Math.floor((bucket * count) / buckets), Math.floor(((bucket + 1) * count) / buckets)];
}
