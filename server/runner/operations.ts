import { randomBytes } from 'node:crypto';
import type { OperationKind, OperationProgress, OperationResult } from '../../schemas/protocol/interop.ts';
import type { NotificationName, Notifications } from '../../schemas/protocol/rpc.ts';
import { UserError } from '../core/user-error.ts';

const keptResults = 20;
const progressMs = 100;

type Tell = <N extends NotificationName>(name: N, params: Notifications[N]) => void;
export type ReportProgress = (done: number, total: number | null, message: string) => void;
export type Work = (context: { signal: AbortSignal; report: ReportProgress }) => Promise<OperationResult>;

interface Operation {
  progress: OperationProgress;
  abort: AbortController;
  result: Promise<OperationResult>;
  ended: boolean;
}

/** Work that outlives the request that started it: progress to all who are connected, cancellation, its result. */
export class Operations {
  readonly #tell: Tell;
  readonly #operations = new Map<string, Operation>();

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  get running(): number {
    return [...this.#operations.values()].filter(({ ended }) => !ended).length;
  }

  start(kind: OperationKind, work: Work): string {
    const id = randomBytes(8).toString('hex');
    const abort = new AbortController();
    const progress: OperationProgress = { operation: id, kind, done: 0, total: null, message: '' };
    const result = work({ signal: abort.signal, report: this.#reporter(progress) });
    const operation: Operation = { progress, abort, ended: false, result };
    this.#operations.set(id, operation);
    // Who did not start it learns that it is there.
    this.#tell('operations/progress', progress);
    const end = () => {
      operation.ended = true;
      this.#forgetOldest();
    };
    operation.result.then(end, end);
    return id;
  }

  /** Those that go on, the oldest first. */
  list(): OperationProgress[] {
    return [...this.#operations.values()].filter(({ ended }) => !ended).map(({ progress }) => progress);
  }

  /** Rejects as the operation did, or with `UserError` for one that is not known. */
  result(id: string): Promise<OperationResult> {
    return this.#of(id).result;
  }

  cancel(id: string): void {
    this.#of(id).abort.abort(
      new UserError(
        'SLW-CANCELLED',
        'It was cancelled. What was done stays; doing it again goes on from there.',
      ),
    );
  }

  dispose(): void {
    for (const { abort } of this.#operations.values())
      abort.abort(new UserError('SLW-RUNNER-ENDED', 'The runner ends.'));
  }

  #of(id: string): Operation {
    const operation = this.#operations.get(id);
    if (operation) return operation;
    throw new UserError('SLW-OPERATION-UNKNOWN', `There is no operation ${id}; it may have ended long ago.`);
  }

  /** What comes too soon after the last is told a little later, so that the last of it is never missing. */
  #reporter(progress: OperationProgress): ReportProgress {
    let last = Number.NEGATIVE_INFINITY;
    let later: NodeJS.Timeout | null = null;
    const tell = () => {
      if (later) clearTimeout(later);
      later = null;
      last = performance.now();
      if (this.#operations.get(progress.operation)?.ended !== true)
        this.#tell('operations/progress', progress);
    };
    return (done, total, message) => {
      Object.assign(progress, { done, total, message });
      const wait = last + progressMs - performance.now();
      if (wait <= 0 || done === total) tell();
      else later ??= setTimeout(tell, wait).unref();
    };
  }

  #forgetOldest(): void {
    const ended = [...this.#operations].filter(([, operation]) => operation.ended);
    for (const [id] of ended.slice(0, -keptResults)) this.#operations.delete(id);
  }
}
