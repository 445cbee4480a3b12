import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PipelineSummary } from '../../../schemas/protocol/pipelines.ts';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import { TestWorkspace } from '../processes/workspace.ts';

// Without DVC: what it makes of our files, and we of its, is in test/conformance/dvc-pipeline.test.ts.

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => workspace.dispose());

async function run(...args: string[]) {
  const { code, stdout, stderr } = await workspace.slipway('run', ...args, '--json');
  if (stdout === '') return { code, stderr, states: {}, reasons: {} };
  const { stages } = JSON.parse(stdout) as PipelineSummary;
  return {
    code,
    stderr,
    states: Object.fromEntries(stages.map(({ name, state }) => [name, state])),
    reasons: Object.fromEntries(stages.map(({ name, reasons }) => [name, reasons.join('; ')])),
  };
}

const lock = () => {
  const file = join(workspace.folder, 'dvc.lock');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

test('a stage that fails blocks what needs it; its outs are neither locked nor cached', async () => {
  workspace.write(
    'dvc.yaml',
    `stages:
  bad: {cmd: echo half > half && exit 3, outs: [half]}
  after: {cmd: cp half whole, deps: [half], outs: [whole]}
  apart: {cmd: echo other > other, outs: [other]}
`,
  );
  const first = await run('--keep-going', '--jobs', '1');
  expect(first).toMatchObject({ code: 1, states: { bad: 'failed', after: 'blocked', apart: 'ran' } });
  expect(first.reasons).toMatchObject({ bad: 'Exit code 3.', after: 'it needs bad' });
  expect(lock()).not.toContain('half');
  expect(lock()).toContain('other');
  rmSync(join(workspace.folder, 'other'));
  rmSync(join(workspace.folder, 'dvc.lock'));
  expect(await run('--jobs', '1')).toMatchObject({ states: { bad: 'failed', apart: 'blocked' } });
});

test('a dep that changes while its stage runs: the result is neither locked nor cached, and that is said', async () => {
  workspace.write('in', 'before');
  workspace.write('dvc.yaml', 'stages:\n  a: {cmd: cp in out && echo after > in, deps: [in], outs: [out]}\n');
  const first = await run();
  expect(first.reasons.a).toContain('in changed while it ran: what it made is neither locked nor cached');
  expect(lock()).toBe('');
});

test('what lacks a dep or a param is refused with its line before anything runs', async () => {
  workspace.write('params.yaml', 'lr: 1\n');
  workspace.write(
    'dvc.yaml',
    'stages:\n  ok: {cmd: echo > made, outs: [made]}\n  a: {cmd: x, deps: [gone], params: [rate], outs: [o]}\n',
  );
  const { code, stderr } = await run();
  expect(code).toBe(1);
  expect(stderr).toContain(
    'dvc.yaml:3:3: "a" needs gone, which is not there and which no stage of this run makes',
  );
  expect(stderr).toContain('dvc.yaml:3:3: "a" needs the param rate, which is not in params.yaml');
  expect(existsSync(join(workspace.folder, 'made'))).toBe(false);
});

test('independent stages run at once, each a child of the pipeline’s run; what is fresh starts none', async () => {
  // Each waits for the file that the other writes.
  const meet = (mine: string, other: string) =>
    `touch ${mine} && for i in $(seq 100); do [ -e ${other} ] && exit 0; sleep 0.1; done; exit 1`;
  workspace.write(
    'dvc.yaml',
    `stages:\n  a:\n    cmd: ${meet('m1', 'm2')}\n    outs: [m1]\n  b:\n    cmd: ${meet('m2', 'm1')}\n    outs: [m2]\n`,
  );
  expect(await run('--jobs', '2')).toMatchObject({ code: 0, states: { a: 'ran', b: 'ran' } });
  expect(await run()).toMatchObject({ code: 0, states: { a: 'fresh', b: 'fresh' } });
  const client = await workspace.connect();
  try {
    const { stdout } = await workspace.slipway('runs', 'list', '--json');
    const runs = JSON.parse(stdout) as {
      info: { run_id: string; run_name: string; status: string };
      data: { tags: { key: string; value: string }[] };
    }[];
    const parent = runs.find(({ info }) => info.run_name === 'pipeline');
    const parents = runs.map(({ info, data }) => [
      info.run_name,
      info.status,
      data.tags.find(({ key }) => key === runTags.parent)?.value,
    ]);
    expect(parents.sort()).toEqual([
      ['a', 'FINISHED', parent?.info.run_id],
      ['b', 'FINISHED', parent?.info.run_id],
      ['pipeline', 'FINISHED', undefined],
    ]);
  } finally {
    client.close();
  }
});

test('an out that a user has edited is kept in the cache before it is made anew', async () => {
  workspace.write('in', '1');
  workspace.write('dvc.yaml', 'stages:\n  a: {cmd: cp in out, deps: [in], outs: [out]}\n');
  await run();
  workspace.write('out', 'by hand');
  workspace.write('in', '2');
  expect(await run()).toMatchObject({ states: { a: 'ran' }, reasons: { a: 'in changed; out changed' } });
  // md5 of "by hand".
  const kept = join(workspace.folder, '.slipway/cache/pipelines/files/md5/7d/909037a76176adb749eda313187060');
  expect(readFileSync(kept, 'utf8')).toBe('by hand');
});

test('one stage alone, or with all that needs it', async () => {
  workspace.write('in', '1');
  workspace.write(
    'dvc.yaml',
    `stages:
  first: {cmd: cp in a, deps: [in], outs: [a]}
  middle: {cmd: cp a b, deps: [a], outs: [b]}
  last: {cmd: cp b c, deps: [b], outs: [c]}
`,
  );
  expect(await run()).toMatchObject({ code: 0, states: { first: 'ran', middle: 'ran', last: 'ran' } });
  expect((await run('middle', '--only', '--force')).states).toEqual({ middle: 'ran' });
  expect((await run('middle', '--downstream')).states).toEqual({ middle: 'fresh', last: 'fresh' });
  workspace.write('in', '2');
  expect((await run('middle', '--downstream', '--dry')).states).toEqual({ middle: 'fresh', last: 'fresh' });
  expect(await run('--only')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--only wants the name of a stage'),
  });
  rmSync(join(workspace.folder, 'a'));
  expect(await run('middle', '--only')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('dvc.yaml:3:3'),
  });
});
