import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { PythonEnv } from '../bed/python-env.ts';

const scripts = join(dirname(fileURLToPath(import.meta.url)), 'scripts');

/** What a client saw, step by step, with what differs from server to server by nature taken out. */
export type Transcript = Record<string, unknown>;

/** Runs `scripts/<name>.py` with the unmodified client against a server; rejects with its stderr where it fails. */
export async function runScript(
  { python, env }: PythonEnv,
  name: string,
  trackingUri: string,
): Promise<Transcript> {
  const cwd = await mkdtemp(join(tmpdir(), 'mlflow-client-'));
  try {
    const { stdout } = await promisify(execFile)(python, [join(scripts, `${name}.py`)], {
      cwd,
      env: {
        ...env,
        MLFLOW_TRACKING_URI: trackingUri,
        MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0',
        MLFLOW_DISABLE_TELEMETRY: 'true',
        GIT_PYTHON_REFRESH: 'quiet',
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONPATH: scripts,
      },
      maxBuffer: 64 * 1024 * 1024,
    });
    const lastLine = stdout.trimEnd().split('\n').at(-1) ?? '';
    return Object.fromEntries(JSON.parse(normalised(lastLine)) as [string, unknown][]);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

/** Ids by the order in which they appear, and Python's sets in one order. */
function normalised(text: string): string {
  const ids = new Map<string, string>();
  return text
    .replace(/\b(m-)?[0-9a-f]{32}\b/g, (id) => {
      const known = ids.get(id) ?? `<id ${ids.size}>`;
      ids.set(id, known);
      return known;
    })
    .replace(/'\{('[^{}]*')\}'/g, (_set, inner: string) => `'{${inner.split(', ').sort().join(', ')}}'`);
}
