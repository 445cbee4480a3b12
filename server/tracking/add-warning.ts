import { runTags } from '../../schemas/protocol/tracking.ts';
import type { Tracker } from './tracker.ts';

/** Adds a line to what a person should be told of the run; one that is there already is not said twice. */
export async function addWarning(tracker: Tracker, runId: string, warning: string): Promise<void> {
  const { tags } = await tracker.getRun(runId);
  const lines = tags[runTags.warning]?.split('\n') ?? [];
  if (lines.includes(warning)) return;
  const value = [...lines, warning].join('\n');
  await tracker.logBatch(runId, { metrics: [], params: [], tags: [{ key: runTags.warning, value }] });
}
