import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportSummary } from '../../schemas/protocol/interop.ts';
import { importRuns } from '../../server/importers/import-runs.ts';
import type { ImportSource } from '../../server/importers/import-source.ts';
import { openStore } from '../../server/store/open-store.ts';
import { EmbeddedArtifacts } from '../../server/tracking/embedded/artifact-files.ts';
import { EmbeddedTracker } from '../../server/tracking/embedded/embedded-tracker.ts';
import type { PythonEnv } from './python-env.ts';

/** A new workspace folder with its store, as the runner composes it. */
export async function newWorkspace() {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-interop-'));
  const store = openStore({ folder, access: 'write' });
  const tracker = new EmbeddedTracker(store);
  const artifacts = new EmbeddedArtifacts(store.layout.artifacts, tracker);
  return {
    folder,
    store,
    tracker,
    artifacts,
    async close() {
      store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type Workspace = Awaited<ReturnType<typeof newWorkspace>>;

/** Imports and closes the source. */
export async function importInto(workspace: Workspace, source: ImportSource): Promise<ImportSummary> {
  try {
    return await importRuns(source, workspace, {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  } finally {
    await source.close();
  }
}

/** All runs, in the words of `scripts/write_runs.py`; tags of the import itself left out. */
export async function toldRuns({ tracker, artifacts }: Workspace): Promise<unknown[]> {
  const ids = await tracker.queryRunIds({ experimentIds: [], filter: '', orderBy: [], view: 'ALL' });
  const told = [];
  for (const { info, params, metrics, tags } of await tracker.getRuns(ids)) {
    const histories: Record<string, unknown[]> = {};
    for (const { key } of metrics) {
      const { items } = await tracker.metricHistory(info.runId, key, { maxResults: 10_000, pageToken: null });
      histories[key] = items.map(({ timestamp, step, value }) => [timestamp, step, value]);
    }
    const { runId, runName, status, startTime, endTime, lifecycleStage } = info;
    told.push({
      ...{ runId, runName, status, startTime, endTime, lifecycleStage, params, histories },
      experiment: (await tracker.getExperiment(info.experimentId)).name,
      tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('slipway.'))),
      artifacts: (await artifacts.list(runId, '')).map(({ path }) => path),
    });
  }
  return told.sort((a, b) => (a.runId < b.runId ? -1 : 1));
}

/** Runs a script of `test/conformance/scripts` and parses the last line that it prints. */
export async function pythonJson(
  python: PythonEnv,
  script: string,
  args: string[],
  cwd: string,
): Promise<unknown> {
  const file = join(import.meta.dirname, '..', 'conformance', 'scripts', script);
  const child = spawn(python.python, [file, ...args], {
    cwd,
    env: { ...python.env, MLFLOW_ALLOW_FILE_STORE: 'true', GIT_PYTHON_REFRESH: 'quiet' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${errors.slice(-2_000)}`);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}

/** Python's `repr` of floats in the oracle's histories as numbers. */
export function numbersOf(runs: unknown): unknown {
  return JSON.parse(JSON.stringify(runs), (_, value: unknown) =>
    Array.isArray(value) && value.length === 3 && typeof value[2] === 'string'
      ? [value[0], value[1], Number(value[2].replace('inf', 'Infinity'))]
      : value,
  );
}
