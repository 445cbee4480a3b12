import { createHash } from 'node:crypto';
import type { Run } from '../../schemas/protocol/tracking.ts';
import type { Tracker } from '../tracking/tracker.ts';
import type { LocalFile } from './push-artifacts.ts';

/** Changes when anything does that a push sends: the run, the number of points of its metrics, its files. */
export async function pushFingerprint(tracker: Tracker, run: Run, files: LocalFile[]): Promise<string> {
  const series = run.metrics.map(({ key }) => ({ runId: run.info.runId, key }));
  const totals = (await tracker.metricSeries({ series, maxPoints: 2 })).map(({ key, total }) => [key, total]);
  const content = [run, totals, files.map(({ path, size, changedAt }) => [path, size, changedAt])];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}
