import { UserError } from '../core/user-error.ts';

/** Runs of pipelines that go on, each with how to stop it. */
export class StoppableRuns {
  readonly #aborts = new Map<string, AbortController>();

  /** Until it ends, `work` can be stopped by the id that it gives to `began`, or by the signal. */
  async track<T>(
    signal: AbortSignal,
    work: (signal: AbortSignal, began: (runId: string) => void) => Promise<T>,
  ): Promise<T> {
    const abort = new AbortController();
    const ids: string[] = [];
    try {
      return await work(AbortSignal.any([signal, abort.signal]), (runId) => {
        ids.push(runId);
        this.#aborts.set(runId, abort);
      });
    } finally {
      for (const id of ids) this.#aborts.delete(id);
    }
  }

  /** False where no such run goes on. */
  stop(runId: string): boolean {
    const abort = this.#aborts.get(runId);
    abort?.abort(
      new UserError(
        'SLW-PIPELINE-STOPPED',
        'The run was stopped. What was done stays; running it again goes on from there.',
      ),
    );
    return abort !== undefined;
  }
}
