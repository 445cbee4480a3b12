import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ApplySummary, PipelineSummary, PrivateCopyInfo } from '../../../schemas/protocol/pipelines.ts';
import { TestWorkspace } from '../processes/workspace.ts';

// That DVC is content after it is in test/conformance/dvc-set-param.test.ts.

vi.setConfig({ testTimeout: 60_000 });

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
  workspace.write('rows', 'rows ');
  workspace.write('params.yaml', 'train:\n  lr: 0.5 # by hand\n  seed: 1\n');
  workspace.write('code.sh', 'cat rows; sed -n "s/.*lr: *\\([0-9.]*\\).*/\\1/p" params.yaml\n');
  workspace.write(
    'dvc.yaml',
    `stages:
  train:
    cmd: sh code.sh > model && echo '{"loss":' $(wc -c < model) '}' > scores.json
    deps: [rows, code.sh]
    params: [train]
    outs: [model]
    metrics: [scores.json: {cache: false}]
`,
  );
});
afterEach(() => workspace.dispose());

const read = (name: string) => readFileSync(join(workspace.folder, name), 'utf8');

async function run(...args: string[]): Promise<Record<string, string>> {
  const { stdout, stderr } = await workspace.slipway('run', ...args, '--json');
  if (stdout === '') throw new Error(stderr);
  return Object.fromEntries(
    (JSON.parse(stdout) as PipelineSummary).stages.map(({ name, state }) => [name, state]),
  );
}

async function copies(): Promise<PrivateCopyInfo[]> {
  const { stdout } = await workspace.slipway('copies', '--json');
  return (JSON.parse(stdout) as { copies: PrivateCopyInfo[] }).copies;
}

async function apply(runId: string, ...args: string[]): Promise<ApplySummary> {
  const { stdout, stderr } = await workspace.slipway('apply', runId, ...args, '--json');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as ApplySummary;
}

test('a private run of a git repository is applied, though git ignores the copy that it ran in', async () => {
  execFileSync('git', ['init', '--quiet'], { cwd: workspace.folder });
  await run('--set', 'train.lr=0.25');
  const [copy] = await copies();
  expect(await apply(copy?.runId ?? '')).toMatchObject({ applied: true });
  expect(read('params.yaml')).toContain('lr: 0.25');
});

test('a private run that is applied: its params, outs and lock are the workspace’s, and its copy is gone', async () => {
  await run();
  await run('--set', 'train.lr=0.25');
  const [copy] = await copies();
  expect(copy).toMatchObject({ set: ['train.lr=0.25'], isRunning: false });
  expect(await apply(copy?.runId ?? '')).toEqual({
    applied: true,
    overwrites: [],
    changes: ['params.yaml:train.lr 0.5 -> 0.25', 'model of train', 'scores.json of train'],
    stale: [],
  });
  expect(read('params.yaml')).toBe('train:\n  lr: 0.25 # by hand\n  seed: 1\n');
  expect(read('model')).toBe('rows 0.25\n');
  expect(await run()).toEqual({ train: 'fresh' });
  expect(await copies()).toEqual([]);
});

test('a param that was changed meanwhile is overwritten only when that is said', async () => {
  await run('--set', 'train.lr=0.25');
  workspace.write('params.yaml', 'train:\n  lr: 0.75\n  seed: 1\n');
  const runId = (await copies())[0]?.runId ?? '';
  expect(await apply(runId)).toMatchObject({
    applied: false,
    overwrites: ['params.yaml:train.lr 0.75 -> 0.25'],
  });
  expect(read('params.yaml')).toContain('0.75');
  expect(existsSync(join(workspace.folder, 'model'))).toBe(false);
  expect(await apply(runId, '--force')).toMatchObject({ applied: true });
  expect(read('params.yaml')).toContain('0.25');
  expect(read('model')).toBe('rows 0.25\n');
});

test('an out that lies in the way is kept in the cache first; code that is another one is said', async () => {
  await run('--set', 'train.lr=0.25');
  workspace.write('model', 'by hand');
  workspace.write('code.sh', 'echo other\n');
  const runId = (await copies())[0]?.runId ?? '';
  expect(await apply(runId)).toMatchObject({ applied: true, stale: ['train: code.sh changed'] });
  // md5 of "by hand".
  expect(read('.slipway/cache/pipelines/files/md5/7d/909037a76176adb749eda313187060')).toBe('by hand');
});

test('what has failed is not applied, and outs that are nowhere any more are named', async () => {
  workspace.write('code.sh', 'exit 1\n');
  await run('--set', 'train.lr=0.25');
  const failed = (await copies())[0]?.runId ?? '';
  await expect(apply(failed)).rejects.toThrow(/is FAILED; only one that has FINISHED can be applied/);
  workspace.write('code.sh', 'echo x\n');
  await run('--set', 'train.lr=0.125');
  const runId = (await copies())[1]?.runId ?? '';
  await workspace.slipway('copies', 'discard', runId);
  rmSync(join(workspace.folder, '.slipway/cache/pipelines/files'), { recursive: true });
  await expect(apply(runId)).rejects.toThrow(
    /model \(md5 \w+\), which "train" made, is not in the cache any more/,
  );
});

test('a past run is run again with the code, params and data that it had', async () => {
  await run();
  const parent = await pipelineRuns();
  workspace.write('code.sh', 'echo other\n');
  workspace.write('params.yaml', 'train:\n  lr: 9\n  seed: 1\n');
  expect(await run()).toEqual({ train: 'ran' });
  expect(await run('--inputs-of', parent[0] ?? '', '--force')).toEqual({ train: 'ran' });
  const [copy] = await copies();
  const root = join(workspace.folder, '.slipway/copies', copy?.id ?? '', 'workspace');
  expect(readFileSync(join(root, 'model'), 'utf8')).toBe('rows 0.5\n');
  expect(read('model')).toBe('other\n');
});

test('an input of a past run that cannot be had any more is named before anything runs', async () => {
  await run();
  const [parent = ''] = await pipelineRuns();
  workspace.write('rows', 'others ');
  workspace.write('code.sh', 'echo other\n');
  rmSync(join(workspace.folder, '.slipway/cache/pipelines/files'), { recursive: true });
  const { code, stderr } = await workspace.slipway('run', '--inputs-of', parent);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^rows \(md5 \w+\), which "train" read, is neither in the workspace or the commit as it was/,
  );
  expect(stderr).toMatch(/^code.sh \(md5 \w+\), which "train" read, is neither/m);
  expect(stderr).toContain('Nothing was run.');
  expect(await copies()).toEqual([]);
});

/** Ids, the newest first. */
async function pipelineRuns(): Promise<string[]> {
  const { stdout } = await workspace.slipway(
    'runs',
    'list',
    '--json',
    '--filter',
    "tags.`slipway.pipeline` = 'true'",
  );
  return (JSON.parse(stdout) as { info: { run_id: string } }[]).map(({ info }) => info.run_id);
}
