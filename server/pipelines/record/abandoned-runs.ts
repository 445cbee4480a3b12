import { runTags } from '../../../schemas/protocol/tracking.ts';
import type { Tracker } from '../../tracking/tracker.ts';

/** After a start of the runner: a pipeline does not outlive it, though the stage that was running does. */
export async function endAbandonedPipelines(tracker: Tracker): Promise<void> {
  const ids = await tracker.queryRunIds({
    experimentIds: [],
    filter: `tags.\`${runTags.pipeline}\` = 'true' AND attributes.status = 'RUNNING'`,
    orderBy: [],
    view: 'ACTIVE_ONLY',
  });
  for (const id of ids) {
    await tracker.updateRun(id, { status: 'FAILED', endTime: Date.now() });
    const reason = 'The runner ended while it ran. Running the pipeline again goes on from there.';
    await tracker.logBatch(id, { metrics: [], params: [], tags: [{ key: runTags.reason, value: reason }] });
  }
}
