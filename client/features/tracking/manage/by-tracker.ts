import type { RunRef } from '../../../host/run-ref.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import type { Tracking } from '../tracking.ts';

/** Runs grouped as requests take them: one runner and one tracker each. */
export function byTracker(
  tracking: Tracking,
  refs: readonly RunRef[],
): { runner: RunnerConnection; tracker: string; runIds: string[] }[] {
  const groups = Map.groupBy(refs, ({ folder, tracker }) => `${folder}\n${tracker}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    return [
      {
        runner: tracking.runnerOf(first),
        tracker: first.tracker,
        runIds: group.map(({ runId }) => runId),
      },
    ];
  });
}
