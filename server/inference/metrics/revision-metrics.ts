import { Histogram } from './histogram.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import { RecentCounts } from './recent-counts.ts';

/** Seconds: from a run of a tiny model to what nobody waits for. */
const durations = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];
const batchSizes = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** What one revision has done since it was loaded. */
export class RevisionMetrics {
  readonly duration = new Histogram(durations);
  readonly queue = new Histogram(durations);
  readonly compute = new Histogram(durations);
  readonly batch = new Histogram(batchSizes);
  /** Of whole requests, fine enough to compare revisions. */
  readonly latencies = new LatencyHistogram();
  readonly recent = new RecentCounts();
  readonly byStatus = new Map<number, number>();
  /** By rows, as Triton's statistics count batches. */
  readonly runs = new Map<number, { count: number; ns: number }>();
  inferences = 0;
  restarts = 0;
  inFlight = 0;
  /** Requests that were answered with 500 or more: what their senders did wrong does not count. */
  errors = 0;
  /** Requests of others that were sent once more, for there were too few. */
  replayed = 0;
  /** Copies of requests: compared with the live answer, of them the same, and not run. */
  readonly shadow = { compared: 0, agreed: 0, dropped: 0 };
  lastInferenceMs = 0;
  success = { count: 0, ns: 0 };
  fail = { count: 0, ns: 0 };

  request(status: number, seconds: number): void {
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + 1);
    this.duration.observe(seconds);
    this.latencies.observe(seconds * 1000);
    this.recent.add(performance.now(), status >= 500);
    if (status >= 500) this.errors++;
    const side = status < 400 ? this.success : this.fail;
    side.count++;
    side.ns += seconds * 1e9;
    this.lastInferenceMs = Date.now();
  }

  run(rows: number, computeUs: number): void {
    this.batch.observe(rows);
    this.inferences += rows;
    const runs = this.runs.get(rows) ?? { count: 0, ns: 0 };
    runs.count++;
    runs.ns += computeUs * 1000;
    this.runs.set(rows, runs);
  }
}
