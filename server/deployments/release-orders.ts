import type { ReleaseResult } from '../../schemas/protocol/deployments.ts';
import { UserError } from '../core/user-error.ts';
import type { RunLink } from '../pipelines/pipeline-runs.ts';
import type { TargetTable } from './target-table.ts';

/** Orders by their idempotency keys: who asks again gets the answer to what was asked before. */
export class ReleaseOrders {
  readonly #table: TargetTable;
  /** Operations that are under way, by key. */
  readonly #running = new Map<string, string>();

  constructor(table: TargetTable) {
    this.#table = table;
  }

  /**
   * @param start begins an operation of this work, and returns its id
   * @throws UserError `SLW-ORDER-KEY` where the key was used for another target
   */
  take(
    key: string | null,
    target: string,
    work: (link: RunLink) => Promise<ReleaseResult>,
    start: (work: (link: RunLink) => Promise<ReleaseResult>) => string,
  ): string {
    if (key === null) return start(work);
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const known = this.#table.order(key);
    if (known && known.target !== target)
      throw new UserError(
        'SLW-ORDER-KEY',
        `The idempotency key ${JSON.stringify(key)} was used for target ${known.target}; expected a key of its own for ${target}.`,
      );
    const { result } = known ?? { result: null };
    if (result) return start(async () => result);
    this.#table.putOrder(key, target, null);
    const operation = start(async (link) => {
      try {
        const ended = await work(link);
        this.#table.putOrder(key, target, ended);
        return ended;
      } finally {
        this.#running.delete(key);
      }
    });
    this.#running.set(key, operation);
    return operation;
  }
}
