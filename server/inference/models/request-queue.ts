import type { InferRequest } from '../../oip/infer-request.ts';
import type { TensorBytes } from '../../oip/tensor.ts';

/** What a request got, and what it cost. */
export interface Inferred {
  /** One for each of the request's `outputs`, in their order. */
  outputs: TensorBytes[];
  queueMs: number;
  computeMs: number;
  /** Rows that shared the run. */
  rows: number;
}

export interface Waiting {
  request: InferRequest;
  rows: number;
  /** Only requests with the same one share a run. */
  kind: string;
  arrivedAt: number;
  /** By itself: its rows do not fit others', or its run failed and nobody is to pay for another's input. */
  alone: boolean;
  deadline: NodeJS.Timeout | null;
  settled: boolean;
  resolve(result: Inferred): void;
  reject(error: Error): void;
}

/** A request before it waits. @param maxRows 1 for models whose rows must not be mixed */
export function waitingOf(
  request: InferRequest,
  arrivedAt: number,
  maxRows: number,
  { resolve, reject }: Pick<Waiting, 'resolve' | 'reject'>,
): Waiting {
  const rows = request.inputs[0]?.shape[0] ?? 1;
  return {
    request,
    rows,
    kind: maxRows > 1 ? kindOf(request) : '',
    arrivedAt,
    alone: maxRows <= 1 || request.inputs.some(({ shape }) => shape[0] !== request.inputs[0]?.shape[0]),
    deadline: null,
    settled: false,
    resolve,
    reject,
  };
}

/** Gives a request its answer, unless it has one. */
export function settle(waiting: Waiting, answer: () => void): void {
  if (waiting.deadline) clearTimeout(waiting.deadline);
  if (waiting.settled) return;
  waiting.settled = true;
  answer();
}

/** Requests in the order in which they came, to be taken in batches. */
export class RequestQueue {
  #waiting: Waiting[] = [];

  get length(): number {
    return this.#waiting.length;
  }

  get oldest(): Waiting | undefined {
    return this.#waiting[0];
  }

  get rows(): number {
    return this.#waiting.reduce((sum, { rows }) => sum + rows, 0);
  }

  push(waiting: Waiting): void {
    this.#waiting.push(waiting);
  }

  /** Before all others. */
  putFirst(waiting: readonly Waiting[]): void {
    this.#waiting.unshift(...waiting);
  }

  remove(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
  }

  takeAll(): Waiting[] {
    return this.#waiting.splice(0);
  }

  /** Where the batch begins that has so many before it, each of so many rows. */
  firstOf(batch: number, rows: number): number {
    let before = 0;
    const first = this.#waiting.findIndex((waiting) => {
      before += waiting.rows;
      return before > batch * rows;
    });
    return Math.max(first, 0);
  }

  /** The request at this place, and those after it that may share its run. */
  takeBatch(from: number, maxRows: number): Waiting[] {
    const first = this.#waiting[from];
    if (!first) return [];
    if (first.alone) {
      this.#waiting.splice(from, 1);
      return [first];
    }
    const batch: Waiting[] = [];
    const left = this.#waiting.slice(0, from);
    let rows = 0;
    for (const waiting of from === 0 ? this.#waiting : this.#waiting.slice(from)) {
      const fits =
        !waiting.alone && waiting.kind === first.kind && (rows === 0 || rows + waiting.rows <= maxRows);
      if (fits) {
        batch.push(waiting);
        rows += waiting.rows;
      } else left.push(waiting);
    }
    this.#waiting = left;
    return batch;
  }
}

function kindOf({ inputs }: InferRequest): string {
  let kind = '';
  for (const { shape } of inputs) {
    for (let axis = 1; axis < shape.length; axis++) kind += `${shape[axis]},`;
    kind += ';';
  }
  return kind;
}
