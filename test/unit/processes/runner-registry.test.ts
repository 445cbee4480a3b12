import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RunnerRegistry } from '../../../server/lsp/runner-registry.ts';
import { register } from './register-version.ts';
import { TestWorkspace } from './workspace.ts';

/** What the language server learns from a real runner. */
let workspace: TestWorkspace;

beforeEach(() => {
  workspace = new TestWorkspace();
  vi.stubEnv('SLIPWAY_STATE_DIR', workspace.env.SLIPWAY_STATE_DIR);
});

afterEach(async () => {
  await workspace.dispose();
  vi.unstubAllEnvs();
});

test('without a runner all is unknown, and none is started', async () => {
  const registry = new RunnerRegistry(workspace.folder, () => {});
  await registry.connect();
  expect(registry.models()).toEqual({ state: 'unknown' });
  expect(registry.metrics()).toEqual({ state: 'unknown' });
  expect(registry.lastRun('train')).toEqual({ state: 'unknown' });
  expect(registry.stageNow('train')).toEqual({ state: 'unknown' });
  expect(registry.lastGates('fraud')).toEqual({ state: 'unknown' });
  expect(await workspace.slipway('runner', 'info')).toMatchObject({ stdout: 'No runner runs here.\n' });
});

test('models, metrics and last runs come from a runner that runs, and follow its changes', async () => {
  workspace.write('dvc.yaml', 'stages:\n  train: {cmd: echo done> out.txt, outs: [out.txt]}\n');
  const { code, stderr } = await workspace.slipway('run');
  expect(stderr).not.toContain('Error');
  expect(code).toBe(0);
  const { trackingUri } = (await workspace.connect()).info;
  await post(trackingUri, 'registered-models/create', { name: 'churn' });
  const registry = new RunnerRegistry(workspace.folder, () => {});
  await registry.connect();
  await vi.waitFor(() =>
    expect(registry.models()).toEqual({ state: 'known', value: [{ name: 'churn', versions: [] }] }),
  );
  await post(trackingUri, 'model-versions/create', { name: 'churn', source: 's3://models/churn' });
  await post(trackingUri, 'registered-models/alias', { name: 'churn', alias: 'champion', version: '1' });
  await vi.waitFor(() =>
    expect(registry.models()).toMatchObject({
      value: [{ name: 'churn', versions: [{ version: '1', aliases: ['champion'] }] }],
    }),
  );
  await vi.waitFor(() => expect(registry.lastRun('train')).toMatchObject({ state: 'known' }));
  await vi.waitFor(() => expect(registry.stageNow('train')).toMatchObject({ value: { state: 'fresh' } }));
  workspace.write('dvc.yaml', 'stages:\n  train: {cmd: echo other> out.txt, outs: [out.txt]}\n');
  await vi.waitFor(() => expect(registry.stageNow('train')).toMatchObject({ value: { state: 'stale' } }), {
    timeout: 10_000,
  });
  await vi.waitFor(() => expect(registry.metrics()).toMatchObject({ state: 'known' }));
  await workspace.slipway('runner', 'stop');
  await vi.waitFor(() => expect(registry.models()).toEqual({ state: 'unknown' }));
});

test('how gates went comes from a runner that runs, as soon as they are evaluated', async () => {
  workspace.write(
    'fraud.model.yaml',
    'slipway: 1\nname: fraud\nartifact: model.txt\nevaluate: {stage: evaluate}\ngates:\n  - {name: quality, expr: auc >= 0.9}\n',
  );
  workspace.write(
    'dvc.yaml',
    `stages:
  evaluate:
    cmd: printf '{"auc":0.95}' > metrics.json
    metrics: [{metrics.json: {cache: false}}]
`,
  );
  await register(workspace, 'fraud', { 'model.txt': 'm' });
  const registry = new RunnerRegistry(workspace.folder, () => {});
  await registry.connect();
  await vi.waitFor(() => expect(registry.lastGates('fraud')).toEqual({ state: 'absent' }));
  const { code, stderr } = await workspace.slipway('gate', 'fraud');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  await vi.waitFor(() =>
    expect(registry.lastGates('fraud')).toMatchObject({
      state: 'known',
      value: { version: '1', gates: [{ name: 'quality', verdict: 'passed', expr: 'auc >= 0.9' }] },
    }),
  );
  registry.close();
});

async function post(trackingUri: string, path: string, body: object): Promise<void> {
  const answer = await fetch(`${trackingUri}/api/2.0/mlflow/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
