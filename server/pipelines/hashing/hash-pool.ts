import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { UserError } from '../../core/user-error.ts';
import type { HashAnswer, HashRequest } from './hash-work.ts';

const idleMs = 30_000;

interface Job {
  request: HashRequest;
  done: (answer: HashAnswer) => void;
  failed: (error: Error) => void;
}

/** Worker threads that list and hash files, as many as there are cores; none of them stays when there is nothing to do. */
export class HashPool {
  readonly #program: string;
  readonly size: number;
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #queue: Job[] = [];
  #ending: NodeJS.Timeout | null = null;

  /** `program` is `server/hasher/main.ts`, built or not. */
  constructor(program: string, size = availableParallelism()) {
    this.#program = program;
    this.size = size;
  }

  /** @throws UserError `SLW-HASH-FAILED` for what cannot be read */
  async ask<K extends HashRequest['kind']>(
    request: Extract<HashRequest, { kind: K }>,
  ): Promise<Extract<HashAnswer, { kind: K }>> {
    const answer = await new Promise<HashAnswer>((done, failed) => {
      this.#queue.push({ request, done, failed });
      this.#next();
    });
    if (answer.kind === 'failed') throw new UserError('SLW-HASH-FAILED', answer.message);
    return answer as Extract<HashAnswer, { kind: K }>;
  }

  dispose(): void {
    if (this.#ending) clearTimeout(this.#ending);
    for (const worker of this.#all) void worker.terminate();
    this.#all.clear();
    this.#idle.length = 0;
  }

  #next(): void {
    if (this.#queue.length === 0) return;
    const worker = this.#idle.pop() ?? this.#start();
    const job = worker ? this.#queue.shift() : undefined;
    if (!worker || !job) return;
    const settle = () => {
      worker.off('message', onMessage);
      worker.off('error', onError);
    };
    const onMessage = (answer: HashAnswer) => {
      settle();
      this.#idle.push(worker);
      job.done(answer);
      this.#goOn();
    };
    const onError = (error: unknown) => {
      settle();
      this.#all.delete(worker);
      job.failed(error instanceof Error ? error : new Error(String(error)));
      this.#goOn();
    };
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.postMessage(job.request);
  }

  #start(): Worker | null {
    if (this.#all.size >= this.size) return null;
    const worker = new Worker(this.#program);
    worker.unref();
    this.#all.add(worker);
    return worker;
  }

  #goOn(): void {
    this.#next();
    this.#endWhenIdle();
  }

  #endWhenIdle(): void {
    if (this.#ending) clearTimeout(this.#ending);
    this.#ending = null;
    if (this.#idle.length < this.#all.size) return;
    this.#ending = setTimeout(() => this.dispose(), idleMs).unref();
  }
}
