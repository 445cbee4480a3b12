import { describeError } from '../../../host/errors.ts';
import type { Tracking } from '../tracking.ts';

/** Tells the runner that a process which the editor started has ended. Nobody waits for it: a failure is logged. */
export async function finishExecution(
  tracking: Tracking,
  { folder, executionId }: { folder: string; executionId: string },
  ending: { exitCode: number | null; reason?: string },
): Promise<void> {
  try {
    await tracking.runnerOf({ folder }).request('executions/finish', { executionId, ...ending });
  } catch (error) {
    tracking.host.log.error(
      `Execution ${executionId} could not be finished: ${describeError(error).message}`,
    );
  }
}
