import { isRunning } from '../discovery/process-identity.ts';
import type { ExecutionFiles, ExecutionRecord, ExitRecord } from '../jobs/execution-files.ts';
import type { ExecutionEnds } from './execution-ends.ts';

/** Finds out what became of executions whose supervisor, or runner, has gone. */
export class SupervisorCheck {
  readonly #files: ExecutionFiles;
  readonly #ends: ExecutionEnds;

  constructor(files: ExecutionFiles, ends: ExecutionEnds) {
    this.#files = files;
    this.#ends = ends;
  }

  /**
   * Concludes an execution whose supervisor has gone. One that was killed may have left its process running: its end
   * is seen, its exit code is not.
   */
  async check({ executionId, supervisor }: ExecutionRecord): Promise<void> {
    if (this.#ends.isOwed(executionId)) return;
    const exit = this.#files.readExit(executionId);
    if (exit) return this.#ends.conclude(executionId, exit);
    if (supervisor && isRunning(supervisor)) return;
    const leader = this.#files.readChild(executionId);
    if (leader && isRunning(leader)) return;
    await this.#ends.conclude(
      executionId,
      lostExit(),
      'Its supervisor was killed, so its exit code is unknown.',
    );
  }

  /** The last runner was killed just after it had started a supervisor, which took its order but wrote nothing yet. */
  mayBeStarting({ executionId, supervisor }: ExecutionRecord): boolean {
    return (
      supervisor === null && !this.#files.hasOrder(executionId) && this.#files.readChild(executionId) === null
    );
  }
}

/** Nobody saw how it ended. */
export function lostExit(): ExitRecord {
  return { exitCode: null, signal: null, endedAt: Date.now(), startError: null };
}
