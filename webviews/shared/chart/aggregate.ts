import type { Columns } from './points.ts';

/** Lines that stand for very many: quantiles over the runs at each x, and how they are called. */
export const quantiles = [
  { label: 'max', at: 1 },
  { label: 'p90', at: 0.9 },
  { label: 'median', at: 0.5 },
  { label: 'p10', at: 0.1 },
  { label: 'min', at: 0 },
] as const;

/**
 * Cuts x into `buckets` equal parts, takes each run's mean in each part, and over the runs of a part its
 * quantiles (linear between ranks, as numpy's default). Parts without a finite value are left out.
 */
export function aggregateLines(lines: readonly Columns[], buckets: number): Columns[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { x } of lines) {
    low = Math.min(low, x[0] ?? low);
    high = Math.max(high, x.at(-1) ?? high);
  }
  if (low > high) return quantiles.map(() => ({ x: new Float64Array(0), y: new Float64Array(0) }));
  const width = (high - low) / buckets || 1;
  const means: number[][] = Array.from({ length: buckets }, () => []);
  for (const line of lines) collectMeans(line, low, width, means);
  const x: number[] = [];
  const y: number[][] = quantiles.map(() => []);
  means.forEach((values, bucket) => {
    if (values.length === 0) return;
    values.sort((a, b) => a - b);
    x.push(low + (bucket + 0.5) * width);
    for (const [index, { at }] of quantiles.entries()) y[index]?.push(quantile(values, at));
  });
  return y.map((column) => ({ x: Float64Array.from(x), y: Float64Array.from(column) }));
}

function collectMeans({ x, y }: Columns, low: number, width: number, means: number[][]): void {
  let bucket = -1;
  let sum = 0;
  let count = 0;
  const flush = () => {
    if (count > 0) means[bucket]?.push(sum / count);
    sum = 0;
    count = 0;
  };
  for (let index = 0; index < x.length; index++) {
    const at = Math.min(means.length - 1, Math.floor(((x[index] ?? low) - low) / width));
    if (at !== bucket) flush();
    bucket = at;
    const value = y[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    sum += value;
    count++;
  }
  flush();
}

/** @param sorted ascending, not empty */
export function quantile(sorted: readonly number[], at: number): number {
  const rank = at * (sorted.length - 1);
  const below = sorted[Math.floor(rank)] ?? Number.NaN;
  const above = sorted[Math.ceil(rank)] ?? Number.NaN;
  return below + (above - below) * (rank - Math.floor(rank));
}
