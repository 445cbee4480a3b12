import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunnerClient } from '../../../server/discovery/connect.ts';
import { TestWorkspace } from '../processes/workspace.ts';
import { WatchedView } from './watched-view.ts';

vi.setConfig({ testTimeout: 60_000 });

let workspace: TestWorkspace;
let clients: RunnerClient[];
beforeEach(() => {
  workspace = new TestWorkspace();
  clients = [];
});
afterEach(async () => {
  for (const client of clients) client.close();
  await workspace.dispose();
});

async function watch(): Promise<WatchedView> {
  const client = await workspace.connect();
  clients.push(client);
  return WatchedView.of(client);
}

const chain = `stages:
  first: {cmd: cp in a, deps: [in], outs: [a]}
  second: {cmd: cp a b, deps: [a], params: [lr], outs: [b]}
`;

test('an edited file makes its stage stale, and what needs it; undone, both are fresh again', async () => {
  workspace.write('in', '1');
  workspace.write('params.yaml', 'lr: 0.01\n');
  workspace.write('dvc.yaml', chain);
  const seen = await watch();
  expect(seen.states).toEqual({ first: 'stale', second: 'stale' });
  expect(seen.stage('first').reasons).toEqual(['it was never run']);
  expect((await workspace.slipway('run')).code).toBe(0);
  await seen.until(({ states }) => states.first === 'fresh' && states.second === 'fresh');
  workspace.write('params.yaml', 'lr: 0.02\n');
  await seen.until(({ states }) => states.second === 'stale');
  expect(seen.states.first).toBe('fresh');
  expect(seen.stage('second').reasons).toEqual(['params.yaml:lr 0.01 -> 0.02']);
  workspace.write('params.yaml', 'lr: 0.01\n');
  await seen.until(({ states }) => states.second === 'fresh');
  workspace.write('in', '2');
  await seen.until(({ states }) => states.first === 'stale' && states.second === 'stale');
  expect(seen.stage('second').reasons).toEqual(['it needs first, which is stale']);
});

test('a run goes through queued and running to fresh; the next one knows how long it takes', async () => {
  workspace.write(
    'dvc.yaml',
    'stages:\n  slow: {cmd: sleep 1 && echo > a, outs: [a]}\n  after: {cmd: cp a b, deps: [a], outs: [b]}\n',
  );
  const seen = await watch();
  const run = workspace.slipway('run');
  await seen.until(({ states }) => states.slow === 'running');
  expect(seen.states.after).toBe('queued');
  expect(seen.stage('slow').running).toMatchObject({ expectedMs: null });
  await run;
  await seen.until(({ states }) => states.slow === 'fresh' && states.after === 'fresh');
  const told = (wanted: string) => seen.told.filter(({ name }) => name === wanted).map(({ state }) => state);
  expect(told('slow')).toEqual(['stale', 'queued', 'running', 'fresh']);
  const { lastRun } = seen.stage('slow');
  expect(lastRun?.succeeded).toBe(true);
  expect(lastRun?.durationMs).toBeGreaterThanOrEqual(1_000);
  // The history is the tracker's: another runner has it too.
  for (const client of clients.splice(0)) client.close();
  await workspace.slipway('runner', 'stop');
  const again = await watch();
  expect(again.stage('slow').lastRun).toEqual(lastRun);
  const forced = workspace.slipway('run', 'slow', '--force');
  await again.until(({ states }) => states.slow === 'running');
  expect(again.stage('slow').running?.expectedMs).toBe(lastRun?.durationMs);
  await forced;
});

test('a failed stage shows its last lines, and what needs it is blocked; so it is after a restart of the runner', async () => {
  workspace.write(
    'dvc.yaml',
    `stages:
  bad: {cmd: seq 100 && exit 3, outs: [a]}
  after: {cmd: cp a b, deps: [a], outs: [b]}
`,
  );
  const seen = await watch();
  expect((await workspace.slipway('run')).code).toBe(1);
  await seen.until(({ states }) => states.bad === 'failed' && states.after === 'blocked');
  expect(seen.stage('after').reasons).toEqual(['it needs bad, which failed']);
  expect(seen.stage('bad').lastRun?.outputTail.split('\n').slice(-2)).toEqual(['99', '100']);
  for (const client of clients.splice(0)) client.close();
  await workspace.slipway('runner', 'stop');
  const again = await watch();
  expect(again.states).toEqual({ bad: 'failed', after: 'blocked' });
  expect(again.stage('bad').reasons[0]).toBe('Exit code 3.');
  expect(again.stage('bad').lastRun?.outputTail).toBe(seen.stage('bad').lastRun?.outputTail);
});

test('a broken dvc.yaml has its fault and takes none of the others with it; a new one is found', async () => {
  mkdirSync(join(workspace.folder, 'sub'));
  workspace.write('in', '1');
  workspace.write('dvc.yaml', 'stages:\n  ok: {cmd: cp in out, deps: [in], outs: [out]}\n');
  workspace.write('sub/dvc.yaml', 'stages:\n  bad:\n    cmd: [\n');
  const seen = await watch();
  const file = join(workspace.folder, 'sub/dvc.yaml');
  expect(seen.states).toEqual({ ok: 'stale' });
  expect(seen.view.files).toEqual([join(workspace.folder, 'dvc.yaml'), file]);
  expect(seen.view.faults).toMatchObject([{ file, line: 4 }]);
  workspace.write('sub/dvc.yaml', 'stages:\n  good: {cmd: echo, outs: [o]}\n');
  await seen.until(({ states }) => states['sub/dvc.yaml:good'] === 'stale');
  expect(seen.states.ok).toBe('stale');
  expect(seen.view.faults).toEqual([]);
  mkdirSync(join(workspace.folder, 'later/deep'), { recursive: true });
  writeFileSync(join(workspace.folder, 'later/deep/dvc.yaml'), 'stages:\n  new: {cmd: echo, outs: [o]}\n');
  await seen.until(({ view }) => view.stages.length === 3);
});

test('stages stay as they last were while there is a mistake in their dvc.yaml, and go with its end', async () => {
  workspace.write('in', '1');
  workspace.write('dvc.yaml', chain.replace('params: [lr], ', ''));
  const seen = await watch();
  expect(seen.states).toEqual({ first: 'stale', second: 'stale' });
  workspace.write('dvc.yaml', 'stages:\n  first: {cmd: cp in a, deps: [in], outs: [a]}\n  second: {cm');
  await seen.until(({ states }) => states.second === 'unknown');
  expect(Object.keys(seen.states)).toEqual(['first', 'second']);
  expect(seen.stage('second').reasons).toEqual([
    expect.stringMatching(/^dvc\.yaml:\d+ has a mistake; this is how it was before$/),
  ]);
  expect(seen.view.faults).not.toEqual([]);
  workspace.write('dvc.yaml', 'stages:\n  first: {cmd: cp in a, deps: [in], outs: [a]}\n');
  await seen.until(({ view }) => view.faults.length === 0);
  expect(seen.states).toEqual({ first: 'stale' });
});

test('what is missing makes a stage unknown, with a fault at its line', async () => {
  workspace.write('params.yaml', 'lr: 1\n');
  workspace.write(
    'dvc.yaml',
    'stages:\n  a: {cmd: x, deps: [gone], outs: [o]}\n  b: {cmd: x, params: [rate], outs: [p]}\n',
  );
  const seen = await watch();
  expect(seen.states).toEqual({ a: 'unknown', b: 'unknown' });
  const file = join(workspace.folder, 'dvc.yaml');
  expect(seen.view.faults).toMatchObject([
    { file, line: 2, column: 3, message: expect.stringContaining('"a" needs gone') },
    { file, line: 3, column: 3, message: expect.stringContaining('"b" needs the param rate') },
  ]);
  workspace.write('gone', 'here');
  await seen.until(({ states }) => states.a === 'stale');
  expect(seen.view.faults).toHaveLength(1);
});

test('folders are watched with all that is in them, also when they come, go and come again', async () => {
  const at = (name: string) => join(workspace.folder, name);
  mkdirSync(at('data/deep/er'), { recursive: true });
  writeFileSync(at('data/deep/er/1'), '1');
  workspace.write('dvc.yaml', 'stages:\n  a: {cmd: ls -R data > out, deps: [data], outs: [out]}\n');
  const seen = await watch();
  expect((await workspace.slipway('run')).code).toBe(0);
  await seen.until(({ states }) => states.a === 'fresh');
  mkdirSync(at('data/new/inner'), { recursive: true });
  writeFileSync(at('data/new/inner/2'), '2');
  await seen.until(({ states }) => states.a === 'stale');
  rmSync(at('data/new'), { recursive: true });
  await seen.until(({ states }) => states.a === 'fresh');
  rmSync(at('data'), { recursive: true });
  await seen.until(({ states }) => states.a === 'unknown');
  mkdirSync(at('data/deep/er'), { recursive: true });
  writeFileSync(at('data/deep/er/1'), '1');
  await seen.until(({ states }) => states.a === 'fresh');
  writeFileSync(at('data/deep/er/1'), 'other');
  await seen.until(({ states }) => states.a === 'stale');
});

test('what a running stage writes is not told of until it is done', async () => {
  workspace.write(
    'dvc.yaml',
    `stages:
  busy: {cmd: "mkdir out && for i in $(seq 200); do echo $i > out/$i; sleep 0.01; done", outs: [out]}
  after: {cmd: ls out > list, deps: [out], outs: [list]}
`,
  );
  const seen = await watch();
  const run = workspace.slipway('run', 'busy');
  await seen.until(({ states }) => states.busy === 'running');
  const before = seen.notifications;
  await seen.until(({ states }) => states.busy !== 'running');
  expect(seen.notifications - before).toBe(1);
  await run;
  await seen.until(({ states }) => states.busy === 'fresh');
});
