import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SweepView } from '../../../schemas/protocol/sweeps.ts';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import { TestWorkspace } from '../processes/workspace.ts';

vi.setConfig({ testTimeout: 60_000 });

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => workspace.dispose());

/** A stage whose loss is the square of `x - 3`, and which writes it as its metrics file. */
function quadratic(sweep: string): void {
  workspace.write('params.yaml', 'model: {x: 0}\nkind: a\n');
  workspace.write(
    'train.mjs',
    `import { readFileSync, writeFileSync } from 'node:fs';
const text = readFileSync('params.yaml', 'utf8');
const x = Number(/x: *([-\\d.e+]+)/.exec(text)[1]);
if (x === 13) {
  console.error('thirteen brings no luck');
  process.exit(1);
}
writeFileSync('metrics.json', JSON.stringify({ loss: (x - 3) ** 2 }));
writeFileSync('model', String(x));
`,
  );
  pipeline(sweep, 'outs: [model], metrics: [{metrics.json: {cache: false}}]');
}

function pipeline(sweep: string, files: string): void {
  workspace.write(
    'dvc.yaml',
    `stages:
  train:
    cmd: '"${process.execPath}" train.mjs'
    deps: [train.mjs]
    params: [model.x]
    ${files.replaceAll(', metrics', '\n    metrics')}
    meta: {slipway: {sweep: ${sweep}}}
`,
  );
}

async function sweep(...args: string[]): Promise<{ code: number | null; stderr: string; view: SweepView }> {
  const { code, stdout, stderr } = await workspace.slipway('sweep', ...args, '--json');
  return { code, stderr, view: stdout === '' ? ({} as SweepView) : (JSON.parse(stdout) as SweepView) };
}

test('a grid that a stage declares: a parent run, its trials below it, the best one named', async () => {
  quadratic('{minimize: loss, params: {model.x: [1, 2.5, 7]}, parallel: 2}');
  const { code, view } = await sweep();
  expect(code).toBe(0);
  expect(view).toMatchObject({
    stage: 'train',
    method: 'grid',
    total: 3,
    params: ['model.x'],
    importance: { 'model.x': 1 },
  });
  expect(view.trials.map(({ state, values, metric }) => [state, values[0], metric])).toEqual([
    ['finished', '1', 4],
    ['finished', '2.5', 0.25],
    ['finished', '7', 16],
  ]);
  expect(view.best).toBe(view.trials[1]?.runId);
  // The user's own files are as they were; only what was best is kept to be applied.
  expect(existsSync(join(workspace.folder, 'model'))).toBe(false);
  expect(readdirSync(join(workspace.folder, '.slipway/copies'))).toHaveLength(1);
  const applied = await workspace.slipway('apply', view.best ?? '');
  expect(applied.stderr + applied.stdout).toContain('model.x');
  expect(readFileSync(join(workspace.folder, 'params.yaml'), 'utf8')).toContain('x: 2.5');
  expect(readFileSync(join(workspace.folder, 'model'), 'utf8')).toBe('2.5');
  const client = await workspace.connect();
  const { runs } = await client.request('runs/get', { ids: [view.runId, view.best ?? ''] });
  expect(runs[1]?.params).toMatchObject({ 'model.x': '2.5' });
  expect(runs[0]?.info.status).toBe('FINISHED');
  expect(runs[0]?.tags[runTags.bestTrial]).toBe(view.best);
  expect(runs[0]?.metrics.find(({ key }) => key === 'loss')?.value).toBe(0.25);
  client.close();
});

test('several params keep their order and their values, also where the sweep is read again', async () => {
  quadratic('{minimize: loss, params: {model.x: [1, 2], kind: [b, c]}}');
  const { view } = await sweep();
  expect(view.params).toEqual(['model.x', 'kind']);
  expect(view.trials.map(({ values }) => values)).toEqual([
    ['1', 'b'],
    ['1', 'c'],
    ['2', 'b'],
    ['2', 'c'],
  ]);
  expect((await sweep('--show', view.runId)).view).toEqual(view);
});

test('TPE comes closer than the points that it begins with', async () => {
  quadratic('{minimize: loss, params: {model.x: {min: -50.0, max: 50.0}}, trials: 16, parallel: 2, seed: 3}');
  const { view } = await sweep();
  const losses = view.trials.map(({ metric }) => metric ?? Number.POSITIVE_INFINITY);
  expect(losses).toHaveLength(16);
  expect(Math.min(...losses.slice(10))).toBeLessThan(Math.min(...losses.slice(0, 10)));
});

test('a trial that fails says why and takes none with it; resumed, it is tried again', async () => {
  quadratic('{minimize: loss, params: {model.x: [13, 3]}}');
  const { code, view } = await sweep();
  expect(code).toBe(0);
  expect(view.trials.map(({ state }) => state)).toEqual(['failed', 'finished']);
  expect(view.trials[0]?.reason).toBe('train: Exit code 1. thirteen brings no luck');
  const again = await sweep('--resume', view.runId);
  expect(again.view.trials.map(({ state }) => state)).toEqual(['failed', 'finished']);
  expect(again.view.trials[0]?.runId).not.toBe(view.trials[0]?.runId);
  expect(again.view.trials[1]?.runId).toBe(view.trials[1]?.runId);
});

test('what is asked for in words goes before what the stage declares', async () => {
  quadratic('{minimize: loss, params: {model.x: [1, 2]}}');
  const { view } = await sweep('train', '--param', 'model.x=2..4', '--maximize', 'loss', '--trials', '2');
  expect(view).toMatchObject({ method: 'grid', goal: 'maximize', total: 2 });
  expect(view.trials.map(({ values }) => values[0])).toEqual(['2', '3']);
  const wrong = await sweep('train', '--param', 'model.x=2.0..4.0');
  expect(wrong).toMatchObject({ code: 1 });
  expect(wrong.stderr).toContain('needs its "step", or in "count" how many values to take');
  const unknown = await sweep('train', '--param', 'model.y=1,2');
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain('model.y');
});

test('a trial that falls behind is stopped early', async () => {
  workspace.write('params.yaml', 'model: {x: 0}\n');
  // One that is not good would go on for ever.
  workspace.write(
    'train.mjs',
    `import { readFileSync } from 'node:fs';
const x = Number(/x: *(\\d+)/.exec(readFileSync('params.yaml', 'utf8'))[1]);
const post = async (path, body) => {
  const answer = await fetch(process.env.MLFLOW_TRACKING_URI + '/api/2.0/mlflow/' + path,
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return answer.json();
};
const { run } = await post('runs/create', { experiment_id: '0', start_time: Date.now() });
await post('runs/log-metric', { run_id: run.info.run_id, key: 'loss', value: x, timestamp: Date.now(), step: 1 });
if (x > 2) setInterval(() => {}, 1000);
else await post('runs/update', { run_id: run.info.run_id, status: 'FINISHED', end_time: Date.now() });
`,
  );
  pipeline(
    '{minimize: loss, params: {model.x: [2, 5, 1]}, early_stopping: {reduction: 2}}',
    'always_changed: true',
  );
  const { view } = await sweep();
  expect(view.trials.map(({ state, metric }) => [state, metric])).toEqual([
    ['finished', 2],
    ['pruned', 5],
    ['finished', 1],
  ]);
  expect(view.trials[1]?.reason).toContain(
    'Stopped early: after 1 steps, loss 5 was not among the best 1 of 2.',
  );
  expect(view.best).toBe(view.trials[2]?.runId);
});

test('a sweep whose runner was killed goes on where it was', async () => {
  quadratic('{minimize: loss, params: {model.x: [1, 2, 3]}}');
  workspace.write(
    'train.mjs',
    `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
const x = Number(/x: *(\\d+)/.exec(readFileSync('params.yaml', 'utf8'))[1]);
if (x === 2) while (!existsSync(${JSON.stringify(join(workspace.folder, 'go'))})) await setTimeout(20);
writeFileSync('metrics.json', JSON.stringify({ loss: (x - 3) ** 2 }));
writeFileSync('model', String(x));
`,
  );
  const client = await workspace.connect();
  const { runId } = await client.request('sweeps/start', {
    cwd: workspace.folder,
    env: { PATH: process.env.PATH ?? '' },
    stage: 'train',
  });
  await expect
    .poll(async () => (await client.request('sweeps/view', { runId })).trials.map(({ state }) => state), {
      timeout: 20_000,
    })
    .toEqual(['finished', 'running']);
  const [first] = (await client.request('sweeps/view', { runId })).trials;
  process.kill(client.info.pid, 'SIGKILL');
  workspace.write('go', '');
  const { code, view } = await sweep('--resume', runId);
  expect(code).toBe(0);
  expect(view.trials.map(({ state, metric }) => [state, metric])).toEqual([
    ['finished', 4],
    ['finished', 1],
    ['finished', 0],
  ]);
  expect(view.trials[0]?.runId).toBe(first?.runId);
});
