import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './processes.ts';
import { type PythonEnv, pythonEnv } from './python-env.ts';

/** The newest client and server of each generation that unmodified scripts use. */
export const mlflowEnvironments = {
  mlflow2: () => pythonEnv('mlflow2', ['mlflow==2.22.5', 'sqlalchemy<2.1', 'scikit-learn', 'pandas']),
  mlflow3: () => pythonEnv('mlflow3', ['mlflow==3.17.2', 'scikit-learn', 'pandas']),
};

export interface MlflowServer {
  trackingUri: string;
  /** Of the process that was started; others are its children. */
  pid: number;
  startedInMs: number;
  close(): Promise<void>;
}

/** `mlflow server` on SQLite with proxied artifacts, as its documentation starts it for one user. */
export async function startMlflowServer({ python, env }: PythonEnv): Promise<MlflowServer> {
  const folder = await mkdtemp(join(tmpdir(), 'mlflow-server-'));
  const port = await freePort();
  const trackingUri = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const child = spawn(
    join(dirname(python), 'mlflow'),
    [
      'server',
      ...['--backend-store-uri', `sqlite:///${folder}/mlflow.db`],
      ...['--artifacts-destination', join(folder, 'artifacts')],
      ...['--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
    ],
    {
      cwd: folder,
      env: { ...env, PATH: `${dirname(python)}:${env.PATH}` },
      stdio: 'ignore',
      detached: true,
    },
  );
  await untilHealthy(trackingUri, child);
  return {
    trackingUri,
    pid: child.pid ?? 0,
    startedInMs: performance.now() - started,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.pid !== undefined && child.exitCode === null) {
        process.kill(-child.pid, 'SIGKILL');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilHealthy(trackingUri: string, child: ChildProcess): Promise<void> {
  for (let waited = 0; waited < 120_000; waited += 25) {
    if (child.exitCode !== null) throw new Error(`mlflow server ended with ${child.exitCode}`);
    const healthy = await fetch(`${trackingUri}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await sleep(25);
  }
  throw new Error('mlflow server did not become healthy within two minutes');
}
