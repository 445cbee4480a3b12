import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastapiEnv, mlserverEnv } from '../../bed/inference-env.ts';
import { freePort } from '../../bed/processes.ts';

export interface Peer {
  port: number;
  stop(): void;
}

export async function startFastApi(model: string, workers: number): Promise<Peer> {
  const env = await fastapiEnv();
  if ('skipped' in env) throw new Error(env.skipped);
  const port = await freePort();
  const script = join(import.meta.dirname, 'fastapi_server.py');
  const child = spawn(env.python, [script, model, String(port), String(workers)], {
    env: { ...env.env, MODEL: model, PYTHONPATH: import.meta.dirname },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  return up(child, port, '/docs');
}

/** As its defaults are, but for its logs: one process for HTTP and one for the model. */
export async function startMlServer(model: string): Promise<Peer> {
  const env = await mlserverEnv();
  if ('skipped' in env) throw new Error(env.skipped);
  const [port, grpc, metrics] = [await freePort(), await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), 'slipway-mlserver-'));
  writeFileSync(
    join(folder, 'settings.json'),
    JSON.stringify({
      http_port: port,
      grpc_port: grpc,
      metrics_port: metrics,
      host: '127.0.0.1',
      debug: false,
    }),
  );
  writeFileSync(
    join(folder, 'model-settings.json'),
    JSON.stringify({ name: 'm', implementation: 'mlserver_runtime.OnnxModel', parameters: { uri: model } }),
  );
  const child = spawn(join(dirname(env.python), 'mlserver'), ['start', folder], {
    env: { ...env.env, PYTHONPATH: import.meta.dirname },
    cwd: folder,
    stdio: 'ignore',
    detached: true,
  });
  return up(child, port, '/v2/models/m/ready');
}

async function up(child: ChildProcess, port: number, path: string): Promise<Peer> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline && child.exitCode === null) {
    const ready = await fetch(`http://127.0.0.1:${port}${path}`).then(
      ({ status }) => status === 200,
      () => false,
    );
    // Its workers are processes of its group.
    if (ready) return { port, stop: () => process.kill(-(child.pid ?? 0), 'SIGKILL') };
    await sleep(100);
  }
  throw new Error(`a peer did not start (exit code ${child.exitCode})`);
}
