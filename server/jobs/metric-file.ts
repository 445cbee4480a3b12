import { stat } from 'node:fs/promises';
import type { MetricSample } from './metric-sample.ts';

/** What is new in a file of metrics. */
export interface MetricFileChange {
  metrics: MetricSample[];
  params: Record<string, string>;
  /** Why there is nothing in it, for a person. */
  problem?: string;
}

/** The last point that a run has of each metric. */
export type LastPoints = Map<string, { step: number; value: number }>;

/** File systems stamp with a clock that ticks coarser than ours. */
const clockTickMs = 10;

/** Whether a file is older than a run that began at `time` (milliseconds since 1970), or is not there at all. */
export async function wasWrittenBefore(path: string, time: number): Promise<boolean> {
  const changedAt = await stat(path).then(
    (entry) => entry.mtimeMs,
    () => 0,
  );
  return changedAt < time - clockTickMs;
}
