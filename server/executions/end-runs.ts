import type { StartedExecution } from '../../schemas/protocol/executions.ts';
import { type RunStatus, runTags } from '../../schemas/protocol/tracking.ts';
import type { ExitRecord } from '../jobs/execution-files.ts';
import type { Tracker } from '../tracking/tracker.ts';

export interface RunEnding {
  exit: ExitRecord;
  status: RunStatus;
  reason: string | null;
}

/** Ends the execution's own run, and those that it opened and left running: none is RUNNING for ever. */
export async function endRuns(
  tracker: Tracker,
  { executionId, runId }: StartedExecution,
  { exit, status, reason }: RunEnding,
): Promise<void> {
  const opened = await tracker.queryRunIds({
    experimentIds: [],
    filter: `tags.\`${runTags.execution}\` = '${executionId}' AND attributes.status = 'RUNNING'`,
    orderBy: [],
    view: 'ACTIVE_ONLY',
  });
  for (const run of await tracker.getRuns([...new Set([runId, ...opened])])) {
    const id = run.info.runId;
    if (run.info.lifecycleStage === 'deleted') continue;
    const saidItself = status === 'FINISHED' && run.info.status !== 'RUNNING';
    // The clock may have been set back meanwhile, and nothing ends before it began.
    const endTime = Math.max(exit.endedAt, run.info.startTime ?? 0);
    if (!saidItself) await tracker.updateRun(id, { status, endTime });
    const tags: { key: string; value: string }[] = [];
    if (id === runId && exit.exitCode !== null)
      tags.push({ key: runTags.exitCode, value: String(exit.exitCode) });
    if (reason !== null) tags.push({ key: runTags.reason, value: reason });
    if (tags.length > 0) await tracker.logBatch(id, { metrics: [], params: [], tags });
  }
}
