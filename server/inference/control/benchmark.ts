import type {
  BenchmarkedRevision,
  BenchmarkRevision,
  ThroughputAt,
} from '../../../schemas/protocol/inference.ts';
import { parseInferRequest } from '../../oip/infer-request.ts';
import { LatencyHistogram } from '../metrics/latency-histogram.ts';
import type { Revision } from '../models/revision.ts';

/** Enough for the 99.9th percentile; a fast model reaches them before the time is over. */
const mostSingle = 20_000;

/**
 * Times a revision that nobody is served by: one request after another, then several at once. What is timed reaches from the
 * body of a request to its answer: reading it, the queue, the model's process, and the model; the network is not in it.
 * @throws Error that says which request failed and how
 */
export async function benchmark(revision: Revision, order: BenchmarkRevision): Promise<BenchmarkedRevision> {
  const bodies = order.bodies.map((body) => Buffer.from(body));
  if (bodies.length === 0) throw new Error('There is no request to time.');
  const send = sender(revision, bodies);
  for (let count = 0; count < order.warmUps; count++) await send();
  const single = new Timed();
  await single.run(send, 1, order.singleMs, mostSingle);
  const throughput: ThroughputAt[] = [];
  for (const concurrency of order.concurrencies) {
    const timed = new Timed();
    await timed.run(send, concurrency, order.loadMs, Number.POSITIVE_INFINITY);
    const { requests, p99Ms } = timed.summary();
    throughput.push({ concurrency, requests, qps: (requests * 1000) / timed.elapsedMs, p99Ms });
  }
  return { latency: single.summary(), throughput };
}

/** Sends the next of the bodies, in turn. */
function sender(revision: Revision, bodies: readonly Buffer[]): () => Promise<void> {
  let sent = 0;
  return async () => {
    const number = sent++;
    const body = bodies[number % bodies.length] as Buffer;
    try {
      await revision.infer(parseInferRequest([body], null, revision.loaded.signature));
    } catch (error) {
      throw new Error(
        `Request ${number + 1} of the benchmark failed: ${error instanceof Error ? error.message : error}`,
      );
    }
  };
}

class Timed {
  elapsedMs = 0;
  readonly #histogram = new LatencyHistogram();
  #requests = 0;
  #sumMs = 0;
  #maxMs = 0;

  /** `concurrency` senders, each with one request at a time, until the time is over or there were enough. */
  async run(send: () => Promise<void>, concurrency: number, forMs: number, most: number): Promise<void> {
    const startedAt = performance.now();
    const sendOn = async () => {
      for (let now = startedAt; now - startedAt < forMs && this.#requests < most; ) {
        const sentAt = performance.now();
        await send();
        now = performance.now();
        this.#observe(now - sentAt);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, sendOn));
    this.elapsedMs = performance.now() - startedAt;
  }

  summary(): BenchmarkedRevision['latency'] {
    const at = (quantile: number) => this.#histogram.quantile(quantile) ?? 0;
    return {
      requests: this.#requests,
      meanMs: this.#sumMs / Math.max(this.#requests, 1),
      p50Ms: at(0.5),
      p90Ms: at(0.9),
      p95Ms: at(0.95),
      p99Ms: at(0.99),
      p999Ms: at(0.999),
      maxMs: this.#maxMs,
    };
  }

  #observe(ms: number): void {
    this.#histogram.observe(ms);
    this.#requests += 1;
    this.#sumMs += ms;
    this.#maxMs = Math.max(this.#maxMs, ms);
  }
}
