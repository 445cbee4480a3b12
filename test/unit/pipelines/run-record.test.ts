import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Run, runTags } from '../../../schemas/protocol/tracking.ts';
import type { RunnerClient } from '../../../server/discovery/connect.ts';
import { TestWorkspace } from '../processes/workspace.ts';

vi.setConfig({ testTimeout: 60_000 });

let workspace: TestWorkspace;
let client: RunnerClient;
beforeEach(async () => {
  workspace = new TestWorkspace();
  mkdirSync(join(workspace.folder, 'sub'));
  workspace.write('params.yaml', 'train: {lr: 0.01, layers: [64, 32]}\nseed: 1\n');
  workspace.write('sub/more.json', '{"deep": {"a": true}}');
  workspace.write('code.sh', 'echo 1\n');
  workspace.write(
    'dvc.yaml',
    `stages:
  first: {cmd: sh code.sh > a, deps: [code.sh], params: [train, {sub/more.json: [deep.a]}], outs: [a]}
  fails: {cmd: cp a b && exit 3, deps: [a], params: [seed], outs: [b]}
`,
  );
  client = await workspace.connect();
});
afterEach(async () => {
  client.close();
  await workspace.dispose();
});

async function runsByName(): Promise<Record<string, Run>> {
  const { ids } = await client.request('runs/query', {
    experimentIds: [],
    filter: '',
    orderBy: [],
    view: 'ALL',
  });
  const { runs } = await client.request('runs/get', { ids });
  return Object.fromEntries(runs.map((run) => [run.info.runName, run]));
}

async function artifact(run: Run | undefined, path: string): Promise<string> {
  const { file } = await client.request('artifacts/locate', { runId: run?.info.runId ?? '', path });
  return readFileSync(file, 'utf8');
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

test('a pipeline’s run has the params of its stages, and each stage’s run its own', async () => {
  expect((await workspace.slipway('run')).code).toBe(1);
  const { pipeline, first, fails } = await runsByName();
  expect(pipeline?.params).toEqual({
    'train.lr': '0.01',
    'train.layers': '[64, 32]',
    'sub/more.json:deep.a': 'True',
    seed: '1',
  });
  expect(first?.params).toEqual({
    'train.lr': '0.01',
    'train.layers': '[64, 32]',
    'sub/more.json:deep.a': 'True',
  });
  expect(fails?.params).toEqual({ seed: '1' });
});

test('what each stage read and made is kept as dvc.lock would have it, that of a failed one without outs', async () => {
  await workspace.slipway('run');
  const { pipeline, fails } = await runsByName();
  const lock = await artifact(pipeline, 'pipeline/dvc.lock');
  const locked = readFileSync(join(workspace.folder, 'dvc.lock'), 'utf8');
  const entry = locked.slice(locked.indexOf('  first:'));
  expect(lock).toContain(entry.trimEnd());
  expect(await artifact(fails, 'pipeline/dvc.lock')).toBe(`schema: '2.0'
stages:
  fails:
    cmd: cp a b && exit 3
    deps:
    - path: a
      hash: md5
      md5: ${md5('1\n')}
      size: 2
    params:
      params.yaml:
        seed: 1
`);
});

test('its code is a commit and what differs from it', async () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: workspace.folder,
      encoding: 'utf8',
    }).trim();
  git('init', '--quiet');
  workspace.write('gone.txt', 'x');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  workspace.write('code.sh', 'echo 2\n');
  workspace.write('new.txt', 'new\n');
  git('rm', '--quiet', 'gone.txt');
  await workspace.slipway('run');
  const { pipeline } = await runsByName();
  expect(pipeline?.tags).toMatchObject({
    [runTags.commit]: git('rev-parse', 'HEAD'),
    [runTags.dirty]: 'true',
  });
  expect(JSON.parse(await artifact(pipeline, 'pipeline/run.json'))).toEqual({
    stages: [],
    reach: 'upstream',
    changes: [],
    inputsOf: null,
    force: null,
    code: {
      commit: git('rev-parse', 'HEAD'),
      prefix: '',
      changed: [
        { path: 'code.sh', md5: md5('echo 2\n'), executable: false },
        { path: 'gone.txt', md5: null, executable: false },
        { path: 'new.txt', md5: md5('new\n'), executable: false },
      ],
      unkept: [],
    },
  });
});

test('of links to data elsewhere nothing is kept: neither of a folder nor of a large file', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'slipway-elsewhere-'));
  writeFileSync(join(elsewhere, 'row.csv'), 'a row of data\n');
  writeFileSync(join(elsewhere, 'large.bin'), '');
  truncateSync(join(elsewhere, 'large.bin'), 11 << 20);
  symlinkSync(elsewhere, join(workspace.folder, 'data'));
  symlinkSync(join(elsewhere, 'large.bin'), join(workspace.folder, 'large.bin'));
  await workspace.slipway('run');
  const { pipeline } = await runsByName();
  const { code } = JSON.parse(await artifact(pipeline, 'pipeline/run.json'));
  expect(code.changed.map(({ path }: { path: string }) => path)).not.toContain('data');
  expect(code.unkept).toEqual(['large.bin']);
  const kept = readdirSync(join(workspace.folder, '.slipway', 'cache'), { recursive: true });
  expect(kept.join()).not.toContain(md5('a row of data\n').slice(2));
  rmSync(elsewhere, { recursive: true });
});
