import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mlflowEnvironments, startMlflowServer } from '../bed/mlflow-server.ts';
import type { PythonEnv } from '../bed/python-env.ts';
import { percentile, report } from './figures.ts';

/**
 * The runner against `mlflow server` on SQLite, one after the other on the same machine in the same run. Needs
 * `npm run build` and Linux. `npm run bench -- mlflow-server` runs it alone.
 */
interface Measured {
  startUpMs: number;
  batchRowsPerSecond: number;
  logMetricP50Ms: number;
  clientRowsPerSecond: number;
  memoryMb: number;
}

interface Subject {
  trackingUri: string;
  startUpMs: number;
  memoryMb(): number;
  close(): Promise<void>;
}

const here = dirname(fileURLToPath(import.meta.url));
const rowsPerBatch = 1000;
const batchRequests = { warmUp: 3, measured: 40 };
const singleRequests = { warmUp: 30, measured: 300 };

const python = await mlflowEnvironments.mlflow3();
if (!('python' in python)) {
  process.stderr.write(`skipped: ${python.skipped}\n`);
  process.exit(0);
}
const peer = await measure(await startPeer(python), python);
const ours = await measure(await startOurs(), python);
const clientAlone = await clientAgainstNothing(python);

const peerName = 'mlflow server 3.17.2';
const figures: [figure: string, ours: number, peer: number, unit: string, target: string][] = [
  ['server.start', ours.startUpMs, peer.startUpMs, 'ms', 'ratio <= 0.05'],
  ['server.logBatch.encoded', ours.batchRowsPerSecond, peer.batchRowsPerSecond, 'rows/s', 'ratio >= 10'],
  ['server.logBatch.client', ours.clientRowsPerSecond, peer.clientRowsPerSecond, 'rows/s', 'ratio >= 4'],
  ['server.logMetric.p50', ours.logMetricP50Ms, peer.logMetricP50Ms, 'ms', 'ratio <= 0.1'],
  ['server.memory', ours.memoryMb, peer.memoryMb, 'MB', 'ratio <= 0.25'],
];
for (const [figure, value, other, unit, target] of figures) {
  report({ figure, value, unit, target, peer: { name: peerName, value: other } });
}
// What the client can reach when the server takes no time, and the share of our figure that is its own work.
report({ figure: 'server.logBatch.clientAlone', value: clientAlone, unit: 'rows/s', target: null });
report({
  figure: 'server.logBatch.clientShare',
  value: (100 * ours.clientRowsPerSecond) / clientAlone,
  unit: '%',
  target: null,
});

async function measure(subject: Subject, env: PythonEnv): Promise<Measured> {
  try {
    const experimentId = await newExperiment(subject.trackingUri);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const batchRowsPerSecond = await batchRate(subject.trackingUri, experimentId, agent);
    const logMetricP50Ms = await singleLatency(subject.trackingUri, experimentId, agent);
    agent.destroy();
    const clientRowsPerSecond = await clientRate(env, subject.trackingUri);
    return {
      startUpMs: subject.startUpMs,
      batchRowsPerSecond,
      logMetricP50Ms,
      clientRowsPerSecond,
      memoryMb: subject.memoryMb(),
    };
  } finally {
    await subject.close();
  }
}

async function startPeer(env: PythonEnv): Promise<Subject> {
  const server = await startMlflowServer(env);
  return {
    trackingUri: server.trackingUri,
    startUpMs: server.startedInMs,
    memoryMb: () => groupMemoryMb(server.pid),
    close: () => server.close(),
  };
}

/** As a terminal starts it; the time ends with the line that names the tracking URI. */
async function startOurs(): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [join(here, '../../dist/server/cli.cjs'), 'server', '--json', '--workspace', folder],
    {
      env: { ...process.env, SLIPWAY_STATE_DIR: join(folder, 'state') },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { trackingUri, pid } = JSON.parse(line) as { trackingUri: string; pid: number };
  return {
    trackingUri,
    startUpMs: performance.now() - started,
    memoryMb: () => memoryMb(pid),
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function newExperiment(trackingUri: string): Promise<string> {
  const reply = await post(trackingUri, 'experiments/create', JSON.stringify({ name: 'bench' }));
  return (JSON.parse(reply) as { experiment_id: string }).experiment_id;
}

async function newRun(trackingUri: string, experimentId: string): Promise<string> {
  const reply = await post(trackingUri, 'runs/create', JSON.stringify({ experiment_id: experimentId }));
  return (JSON.parse(reply) as { run: { info: { run_id: string } } }).run.info.run_id;
}

async function batchRate(trackingUri: string, experimentId: string, agent: Agent): Promise<number> {
  const runId = await newRun(trackingUri, experimentId);
  const total = batchRequests.warmUp + batchRequests.measured;
  const bodies = Array.from({ length: total }, (_, request) =>
    JSON.stringify({
      run_id: runId,
      metrics: Array.from({ length: rowsPerBatch }, (_, row) => {
        const step = request * 100 + Math.floor(row / 10);
        return { key: `metric-${row % 10}`, value: Math.random(), timestamp: 1_700_000_000_000 + step, step };
      }),
    }),
  );
  for (const body of bodies.slice(0, batchRequests.warmUp)) {
    await post(trackingUri, 'runs/log-batch', body, agent);
  }
  const started = performance.now();
  for (const body of bodies.slice(batchRequests.warmUp)) {
    await post(trackingUri, 'runs/log-batch', body, agent);
  }
  return (batchRequests.measured * rowsPerBatch) / ((performance.now() - started) / 1000);
}

/** Median over requests one after the other on one connection, in milliseconds. */
async function singleLatency(trackingUri: string, experimentId: string, agent: Agent): Promise<number> {
  const runId = await newRun(trackingUri, experimentId);
  const samples: number[] = [];
  for (let step = 0; step < singleRequests.warmUp + singleRequests.measured; step++) {
    const body = JSON.stringify({
      run_id: runId,
      key: 'loss',
      value: 1 / (step + 1),
      timestamp: 1e12 + step,
      step,
    });
    const started = performance.now();
    await post(trackingUri, 'runs/log-metric', body, agent);
    if (step >= singleRequests.warmUp) samples.push(performance.now() - started);
  }
  return percentile(samples, 50);
}

/** Rows a second that the unmodified client gets through. */
async function clientRate({ python: executable, env }: PythonEnv, trackingUri: string): Promise<number> {
  const { stdout } = await promisify(execFile)(executable, [join(here, 'log_batches.py')], {
    env: { ...env, MLFLOW_TRACKING_URI: trackingUri, MLFLOW_DISABLE_TELEMETRY: 'true' },
  });
  return Number(stdout.trim().split('\n').at(-1));
}

/** The client against a server that reads nothing and says yes: its own serialisation and HTTP. */
async function clientAgainstNothing(env: PythonEnv): Promise<number> {
  const run = {
    info: {
      run_id: '0'.repeat(32),
      run_uuid: '0'.repeat(32),
      experiment_id: '0',
      status: 'RUNNING',
      artifact_uri: 'x',
    },
    data: {},
  };
  const nothing = createServer((request, response) => {
    request.resume();
    request.on('end', () =>
      response.end(JSON.stringify(request.url?.includes('runs/create') ? { run } : {})),
    );
  });
  await new Promise<void>((resolve) => nothing.listen(0, '127.0.0.1', resolve));
  try {
    return await clientRate(env, `http://127.0.0.1:${(nothing.address() as AddressInfo).port}`);
  } finally {
    nothing.closeAllConnections();
    nothing.close();
  }
}

function post(trackingUri: string, path: string, body: string, agent?: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = httpRequest(
      `${trackingUri}/api/2.0/mlflow/${path}`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        ...(agent ? { agent } : {}),
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () =>
          response.statusCode === 200
            ? resolve(text)
            : reject(new Error(`${path}: ${response.statusCode} ${text}`)),
        );
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

/** A page that several processes share is counted once over all of them (proportional set size). */
function memoryMb(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  return Number(kilobytes ?? Number.NaN) / 1024;
}

/** Of all processes of a group. */
function groupMemoryMb(leader: number): number {
  const pids = execFileSync('pgrep', ['--pgroup', String(leader)], { encoding: 'utf8' });
  return pids
    .trim()
    .split('\n')
    .reduce((sum, pid) => sum + memoryMb(Number(pid)), 0);
}
