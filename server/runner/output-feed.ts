import type { ParamsOf, ResultOf } from '../../schemas/protocol/rpc.ts';
import type { ExecutionTable } from '../executions/execution-table.ts';
import { OutputFollower, readOutput } from '../jobs/output-log.ts';
import type { Session } from './session.ts';

/**
 * Sends the output of executions to those who follow it, before they hear of the end. A reader that is told
 * `ended` reads on until nothing more comes.
 */
export class OutputFeed {
  readonly #table: ExecutionTable;
  readonly #followers = new Map<string, Set<OutputFollower>>();

  constructor(table: ExecutionTable) {
    this.#table = table;
  }

  async read(
    params: ParamsOf<'executions/readOutput'>,
    session: Session,
  ): Promise<ResultOf<'executions/readOutput'>> {
    const { executionId, offset, maxBytes, follow } = params;
    const execution = this.#table.get(executionId);
    if (!execution?.outputFile) return { text: '', nextOffset: offset, ended: execution?.state === 'ended' };
    const first = await readOutput(execution.outputFile, offset, maxBytes);
    const ended = this.#table.get(executionId)?.state === 'ended';
    if (ended || !follow) return { ...first, ended };
    this.#follow(executionId, execution.outputFile, first.nextOffset, session);
    return { ...first, ended };
  }

  /** Everything written is delivered when this resolves; then nobody follows any more. */
  async finish(executionId: string): Promise<void> {
    const followers = this.#followers.get(executionId) ?? new Set();
    this.#followers.delete(executionId);
    for (const follower of followers) {
      await follower.drain();
      follower.dispose();
    }
  }

  #follow(executionId: string, file: string, offset: number, session: Session): void {
    const follower = new OutputFollower(file, offset, (text, nextOffset) =>
      session.notify('executions/output', { executionId, text, nextOffset }),
    );
    const followers = this.#followers.get(executionId) ?? new Set();
    this.#followers.set(executionId, followers.add(follower));
    session.onClose(() => {
      follower.dispose();
      followers.delete(follower);
    });
  }
}
