import { checkBatch } from '../tracking/limits.ts';
import type { LogBatch, MetricPoint } from '../tracking/tracker.ts';
import type { Skip } from './import-source.ts';

const nothing: LogBatch = { metrics: [], params: [], tags: [] };

/** The pairs that a tracker takes; the others are told of one by one, so that they do not cost the whole run. */
export function acceptablePairs(
  values: Record<string, string>,
  kind: 'params' | 'tags',
  origin: string,
  skip: Skip,
): { key: string; value: string }[] {
  return Object.entries(values)
    .map(([key, value]) => ({ key, value }))
    .filter((pair) =>
      isTaken({ ...nothing, [kind]: [pair] }, `${origin}: ${kind} ${pair.key.slice(0, 60)}`, skip),
    );
}

/** A filter of points by their keys; each key that is refused is told of once. */
export function acceptablePoints(origin: string, skip: Skip): (point: MetricPoint) => boolean {
  const verdicts = new Map<string, boolean>();
  return (point) => {
    let verdict = verdicts.get(point.key);
    if (verdict === undefined) {
      verdict = isTaken(
        { ...nothing, metrics: [point] },
        `${origin}: metric ${point.key.slice(0, 60)}`,
        skip,
      );
      verdicts.set(point.key, verdict);
    }
    return verdict;
  };
}

function isTaken(batch: LogBatch, item: string, skip: Skip): boolean {
  try {
    checkBatch(batch);
    return true;
  } catch (error) {
    skip(item, error instanceof Error ? error.message : String(error));
    return false;
  }
}
