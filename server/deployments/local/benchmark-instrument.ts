import { cpus, hostname } from 'node:os';
import type { BenchmarkedRevision, ThroughputAt } from '../../../schemas/protocol/inference.ts';
import type { Candidate } from '../../candidates/candidates.ts';
import { UserError } from '../../core/user-error.ts';
import { serverVersion } from '../../core/version.ts';
import type { Instrument, Reading } from '../../gates/instrument.ts';
import type { RunLink } from '../../pipelines/pipeline-runs.ts';
import { BenchmarkServer, type BenchmarkServerParts } from './benchmark-server.ts';
import { warmUpBodies } from './warm-up-bodies.ts';

const warmUps = 50;
const singleMs = 2_000;
const loadMs = 400;
const concurrencies = [1, 2, 4, 8, 16, 32];

/** Times a version in an inference server of its own, on rows of the evaluation data. */
export class BenchmarkInstrument implements Instrument {
  readonly kind = 'benchmark';
  readonly groups = ['latency', 'throughput'];
  readonly #parts: BenchmarkServerParts;

  constructor(parts: BenchmarkServerParts) {
    this.#parts = parts;
  }

  async boundTo({ digests }: Candidate): Promise<Record<string, unknown>> {
    return { ...digests, machine: machineInWords(), hostname: hostname(), slipway: serverVersion };
  }

  /** @throws UserError `SLW-BENCHMARK-…` */
  async read(candidate: Candidate, { signal, report }: RunLink): Promise<Reading> {
    const { manifest, artifact, evaluationData, version } = candidate;
    const what = `${version.name} ${version.version}`;
    if (!artifact.toLowerCase().endsWith('.onnx'))
      throw new UserError(
        'SLW-BENCHMARK-NOT-ONNX',
        `${what} cannot be timed: its artifact "${manifest.value.artifact}" is no ONNX file.`,
        'Convert it (“Slipway: Convert to ONNX”), or measure it in the evaluating stage and log it as a metric.',
      );
    const bodies = await warmUpBodies(manifest.value, evaluationData);
    if (bodies.length === 0)
      throw new UserError(
        'SLW-BENCHMARK-NO-ROWS',
        `${what} cannot be timed: there are no rows to send to it.`,
        'The manifest names them: data.evaluation (CSV, JSON lines or Parquet), and under signature.inputs the columns of each input.',
      );
    report(0, null, `benchmark of ${what}: loads it`);
    const measured = await BenchmarkServer.use(this.#parts, signal, async (link) => {
      const revision = { model: version.name, revision: version.version };
      await link.order({ order: 'load', ...revision, version: version.version, path: artifact });
      report(0, null, `benchmark of ${what}: sends requests`);
      const times = { warmUps, singleMs, concurrencies, loadMs };
      return link.order({ order: 'benchmark', ...revision, bodies, ...times });
    }).catch((error: unknown) => {
      if (error instanceof UserError) throw error;
      throw new UserError(
        'SLW-BENCHMARK-FAILED',
        `The benchmark of ${what} failed: ${error instanceof Error ? error.message : error}`,
      );
    });
    return readingOf(measured, manifest.value.slo?.p99_ms ?? null, bodies.length);
  }
}

function readingOf(
  { latency, throughput }: BenchmarkedRevision,
  allowedMs: number | null,
  rows: number,
): Reading {
  const within = throughput.filter(({ p99Ms }) => allowedMs === null || p99Ms <= allowedMs);
  const best = within.reduce<ThroughputAt | null>(
    (most, step) => (most === null || step.qps > most.qps ? step : most),
    null,
  );
  const limit = allowedMs === null ? '' : ` within a p99 of ${allowedMs} ms`;
  const most = concurrencies.at(-1);
  return {
    values: {
      'latency.mean_ms': latency.meanMs,
      'latency.p50_ms': latency.p50Ms,
      'latency.p90_ms': latency.p90Ms,
      'latency.p95_ms': latency.p95Ms,
      'latency.p99_ms': latency.p99Ms,
      'latency.p999_ms': latency.p999Ms,
      'latency.max_ms': latency.maxMs,
      'throughput.qps': best?.qps ?? 0,
    },
    how: [
      `${latency.requests} requests one after another on ${rows} rows of the evaluation data, from the body of a request to its answer, without the network`,
      best === null
        ? `throughput: not even ${concurrencies[0]} request at a time stays${limit}`
        : `throughput: ${best.concurrency} of up to ${most} requests at a time${limit}`,
      machineInWords(),
    ].join('; '),
  };
}

function machineInWords(): string {
  const cores = cpus();
  return `ONNX Runtime on ${cores.length} × ${cores[0]?.model.trim() || 'CPU'}`;
}
