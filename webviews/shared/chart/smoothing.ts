/**
 * Exponential moving average without the bias of its start: each value is the mean of all values so far with
 * weights `weight^age` (pandas' `ewm(alpha=1 - weight, adjust=True)`). Values that are not finite pass
 * through and do not enter the mean.
 *
 * @param weight 0 (no smoothing) up to, not including, 1
 */
export function exponentialMovingAverage(values: ArrayLike<number>, weight: number): Float64Array {
  const smooth = new Float64Array(values.length);
  let sum = 0;
  let mass = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) {
      smooth[index] = value;
      continue;
    }
    sum = sum * weight + value;
    mass = mass * weight + 1;
    smooth[index] = sum / mass;
  }
  return smooth;
}
