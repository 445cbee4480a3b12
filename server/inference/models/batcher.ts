import type { InferRequest } from '../../oip/infer-request.ts';
import type { ModelSignature, TensorBytes } from '../../oip/tensor.ts';
import { InferenceError, InputsRefused } from '../inference-error.ts';
import { BusyTime } from './busy-time.ts';
import { type BatchResult, ModelRefused, type Replica } from './replica.ts';
import { type Inferred, RequestQueue, settle, type Waiting, waitingOf } from './request-queue.ts';
import { Router } from './router.ts';
import { joinRows, splitRows } from './rows.ts';

export interface BatcherOptions {
  /** Requests that wait; one more is refused with 503. */
  queue: number;
  /** Rows of one run; 1 for models whose rows must not be mixed. */
  maxRows: number;
  /** How long a run that is not full waits for more, while the model is busy; 0 waits for nothing. */
  maxDelayMs: number;
}

export interface BatcherEvents {
  onRun(run: { rows: number; requests: number; computeUs: number }): void;
}

/**
 * Requests of one revision on their way to its replicas. An idle replica gets what is there, at once; while all are busy
 * requests gather, and go together where the model's rows are free. Of several replicas each batch goes to that where it is
 * expected to finish first, which may be one that is busy.
 */
export class Batcher {
  /** Of the replicas, all together. */
  readonly busyTime = new BusyTime();
  readonly #signature: ModelSignature;
  readonly #options: BatcherOptions;
  readonly #replicas: () => readonly Replica[];
  readonly #events: BatcherEvents;
  #maxRows: number;
  readonly #waiting = new RequestQueue();
  #dispatching = false;
  #delay: NodeJS.Timeout | null = null;
  /** Only where there are several replicas. */
  readonly #router = new Router();
  #askAgain: NodeJS.Timeout | null = null;
  #drained: (() => void) | null = null;

  constructor(
    signature: ModelSignature,
    options: BatcherOptions,
    replicas: () => readonly Replica[],
    events: BatcherEvents,
  ) {
    this.#signature = signature;
    this.#options = options;
    this.#maxRows = options.maxRows;
    this.#replicas = replicas;
    this.#events = events;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** When the request came that waits longest; null where none waits. */
  get oldestSince(): number | null {
    return this.#waiting.oldest?.arrivedAt ?? null;
  }

  /**
   * @param arrivedAt when its timeout began
   * @throws InferenceError where the queue is full, the deadline passed, or the model failed
   */
  infer(request: InferRequest, arrivedAt: number): Promise<Inferred> {
    if (this.#waiting.length >= this.#options.queue)
      return Promise.reject(
        new InferenceError(503, `The model's queue is full (${this.#options.queue} requests).`, 1),
      );
    const downForMs = Math.min(...this.#replicas().map((replica) => replica.downForMs));
    if (downForMs > 1_000)
      return Promise.reject(
        new InferenceError(
          503,
          'The model’s process ended too often and is being started again.',
          Math.ceil(downForMs / 1000),
        ),
      );
    return new Promise((resolve, reject) => {
      const waiting = waitingOf(request, arrivedAt, this.#maxRows, { resolve, reject });
      if (request.timeoutMs !== null)
        waiting.deadline = setTimeout(
          () => this.#expire(waiting),
          request.timeoutMs - (performance.now() - arrivedAt),
        );
      this.#waiting.push(waiting);
      this.#dispatchSoon();
    });
  }

  /** A replica may have become idle. */
  onIdle(): void {
    const { oldest } = this.#waiting;
    if (!oldest) {
      this.#noteDrained();
      return;
    }
    const { maxDelayMs } = this.#options;
    const wait = maxDelayMs - (performance.now() - oldest.arrivedAt);
    if (maxDelayMs <= 0 || wait <= 0 || this.#waiting.rows >= this.#maxRows) this.#dispatch();
    else this.#delay ??= setTimeout(() => this.#dispatch(), wait);
  }

  /** Resolves when nothing waits and nothing runs. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#drained = resolve;
      this.#noteDrained();
    });
  }

  /** All that waits gets this answer. */
  refuseWaiting(error: InferenceError): void {
    for (const waiting of this.#waiting.takeAll()) settle(waiting, () => waiting.reject(error));
    this.#noteDrained();
  }

  /** After the requests that came with the same turn of the event loop, so that they go together. */
  #dispatchSoon(): void {
    if (this.#dispatching || (this.#delay && this.#waiting.rows < this.#maxRows)) return;
    this.#dispatching = true;
    setImmediate(() => {
      this.#dispatching = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    if (this.#delay) clearTimeout(this.#delay);
    this.#delay = null;
    while (this.#waiting.length > 0) {
      const replicas = this.#replicas();
      if (!replicas.some(({ isIdle }) => isIdle)) return;
      if (replicas.length > 1) {
        if (!this.#route(replicas)) return;
      } else this.#run(replicas[0] as Replica, this.#waiting.takeBatch(0, this.#maxRows));
    }
  }

  /** Starts a batch where it is expected to finish first; false where that is behind another. */
  #route(replicas: readonly Replica[]): boolean {
    if (this.#askAgain) clearTimeout(this.#askAgain);
    this.#askAgain = null;
    const rowsWaiting = this.#waiting.rows;
    const rows = Math.max(Math.min(rowsWaiting, Math.max(this.#maxRows, this.#waiting.oldest?.rows ?? 1)), 1);
    const batches = Math.ceil(rowsWaiting / rows);
    const routing = this.#router.route(replicas, rows, batches, performance.now());
    if ('waitMs' in routing) {
      this.#askAgain = setTimeout(() => this.#dispatch(), Math.min(Math.ceil(routing.waitMs) + 1, 1_000));
      return false;
    }
    const first = this.#waiting.firstOf(routing.batch, rows);
    this.#run(replicas[routing.route] as Replica, this.#waiting.takeBatch(first, this.#maxRows));
    return true;
  }

  #run(replica: Replica, batch: Waiting[]): void {
    const outputs = [
      ...new Set(batch.flatMap(({ request }) => request.outputs.map(({ index }) => index))),
    ].sort((a, b) => a - b);
    const inputs = this.#signature.inputs.map((_, index) =>
      joinRows(batch.map(({ request }) => request.inputs[index] as TensorBytes)),
    );
    const startedAt = performance.now();
    this.busyTime.began(startedAt);
    const rows = batch.reduce((sum, waiting) => sum + waiting.rows, 0);
    const ended = this.#replicas().length > 1 ? this.#router.began(replica, rows, startedAt) : null;
    const done = (endedAt: number) => {
      this.busyTime.ended(endedAt);
      if (this.#waiting.length === 0) this.#noteDrained();
    };
    replica.run({ inputs, outputs }).then(
      (result) => {
        const endedAt = performance.now();
        ended?.(endedAt);
        this.#answer(batch, outputs, result, startedAt);
        done(endedAt);
      },
      (error: Error) => {
        ended?.(null);
        this.#fail(batch, error);
        done(performance.now());
      },
    );
  }

  #answer(batch: Waiting[], outputs: number[], result: BatchResult, startedAt: number): void {
    const counts = batch.map(({ rows }) => rows);
    const rows = counts.reduce((sum, count) => sum + count, 0);
    if (batch.length > 1 && result.outputs.some(({ shape }) => shape[0] !== rows)) {
      // The file says that its first dimension is free, and yet its rows are not their inputs'.
      this.#maxRows = 1;
      this.#again(batch);
      return;
    }
    this.#events.onRun({ rows, requests: batch.length, computeUs: result.computeUs });
    const parts = result.outputs.map((tensor, position) =>
      splitRows(tensor, this.#signature.outputs[outputs[position] ?? 0]?.datatype ?? 'FP32', counts),
    );
    for (const [position, waiting] of batch.entries()) {
      settle(waiting, () =>
        waiting.resolve({
          outputs: waiting.request.outputs.map(
            ({ index }) => parts[outputs.indexOf(index)]?.[position] as TensorBytes,
          ),
          queueMs: startedAt - waiting.arrivedAt,
          computeMs: result.computeUs / 1000,
          rows,
        }),
      );
    }
  }

  #fail(batch: Waiting[], error: Error): void {
    if (batch.length > 1 && error instanceof ModelRefused) {
      this.#again(batch);
      return;
    }
    const told =
      error instanceof ModelRefused
        ? new InputsRefused(`The model could not run on these inputs: ${error.message}`)
        : error;
    for (const waiting of batch) settle(waiting, () => waiting.reject(told));
  }

  /** One by one, before all others. */
  #again(batch: Waiting[]): void {
    const alone = batch.filter(({ settled }) => !settled);
    for (const waiting of alone) waiting.alone = true;
    this.#waiting.putFirst(alone);
    this.#dispatchSoon();
  }

  #expire(waiting: Waiting): void {
    this.#waiting.remove(waiting);
    settle(waiting, () =>
      waiting.reject(
        new InferenceError(504, `No answer within the request's timeout of ${waiting.request.timeoutMs} ms.`),
      ),
    );
    this.#noteDrained();
  }

  #noteDrained(): void {
    if (this.#waiting.length === 0 && this.busyTime.running === 0) this.#drained?.();
  }
}
