import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
beforeEach(async () => {
  workspace = new TestWorkspace();
  // MLflow's file store, as its client lays it out.
  for (const [letter, lr] of [
    ['a', '0.1'],
    ['b', '0.5'],
  ]) {
    const run = join(workspace.folder, 'mlruns', '1', `${letter}`.repeat(32));
    await mkdir(join(run, 'metrics'), { recursive: true });
    await mkdir(join(run, 'params'));
    await writeFile(join(run, '..', 'meta.yaml'), "experiment_id: '1'\nname: alpha\n");
    const meta = `run_id: ${`${letter}`.repeat(32)}\nrun_name: run-${letter}\nstatus: 3\nstart_time: 1000\nend_time: 2000\n`;
    await writeFile(join(run, 'meta.yaml'), meta);
    await writeFile(join(run, 'metrics', 'auc'), `1000 ${lr} 0\n2000 0.9 1\n`);
    await writeFile(join(run, 'params', 'lr'), `${lr}\n`);
    await writeFile(join(run, 'params', 'seed'), '1\n');
  }
});
afterEach(() => workspace.dispose());

async function json(...args: string[]): Promise<unknown> {
  const { stdout, stderr, code } = await workspace.slipway(...args, '--json');
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

test('runs are imported, listed, shown, compared, exported and collected', async () => {
  expect(await json('runs', 'list')).toEqual([]);
  const mlruns = join(workspace.folder, 'mlruns');
  expect(await json('runs', 'import', mlruns)).toMatchObject({ added: 2, points: 4, skipped: [] });
  expect(await json('runs', 'import', mlruns)).toMatchObject({ added: 0, unchanged: 2 });

  expect(await json('runs', 'list', '--order-by', 'params.lr ASC')).toMatchObject([
    {
      info: {
        run_id: 'a'.repeat(32),
        run_name: 'run-a',
        status: 'FINISHED',
        start_time: 1000,
        end_time: 2000,
      },
    },
    {
      info: { run_name: 'run-b' },
      data: { metrics: [{ key: 'auc', value: 0.9, step: 1, timestamp: 2000 }] },
    },
  ]);
  expect(await json('runs', 'list', '--filter', "params.lr = '0.5'")).toHaveLength(1);
  expect(await json('runs', 'show', 'run-b')).toMatchObject({ info: { run_id: 'b'.repeat(32) } });
  expect(await json('runs', 'show', 'bbbb')).toMatchObject({ info: { run_id: 'b'.repeat(32) } });
  expect(await json('runs', 'compare', 'run-a', 'run-b')).toMatchObject({
    keys: [
      { kind: 'param', key: 'lr', values: ['0.1', '0.5'], differs: true },
      { kind: 'param', key: 'seed', differs: false },
      { kind: 'metric', key: 'auc', values: [0.9, 0.9], differs: false },
    ],
  });

  const file = join(workspace.folder, 'points.csv');
  expect(await json('runs', 'export', 'run-a', '--metrics', '-o', file)).toMatchObject({ rows: 2 });
  expect((await readFile(file, 'utf8')).split('\r\n')[2]).toBe(
    `${'a'.repeat(32)},run-a,auc,1,1970-01-01T00:00:02.000Z,0.9`,
  );

  const client = await workspace.connect();
  await client.request('runs/delete', { runIds: ['a'.repeat(32)] });
  client.close();
  expect(await json('gc')).toMatchObject({ items: [] });
  expect(await json('gc', '--older-than', '0d')).toMatchObject({ items: [{ what: 'run', label: 'run-a' }] });
  expect(await json('runs', 'list', '--view', 'all')).toHaveLength(2);
  expect(await json('gc', '--older-than', '0d', '--yes')).toMatchObject({ items: [{ what: 'run' }] });
  expect(await json('runs', 'list', '--view', 'all')).toHaveLength(1);
}, 60_000);

test.each([
  [2, 'Name at least two runs.', ['runs', 'compare', 'x']],
  [2, '--view is "some"; expected active, deleted or all.', ['runs', 'list', '--view', 'some']],
  [2, 'The format is "txt"; expected csv or arrow', ['runs', 'export', '-o', 'x.txt']],
  [2, '--older-than is "soon"', ['gc', '--older-than', 'soon']],
  [1, 'There is no run "x".', ['runs', 'show', 'x']],
  [1, 'There is no experiment "x"; there are Default.', ['runs', 'list', '--experiment', 'x']],
  [1, '(SLW-IMPORT-MISSING)', ['runs', 'import', 'nowhere']],
  [1, '(SLW-TRACKER-UNKNOWN)', ['runs', 'push', 'team']],
])('exit code %i with %j', async (expected, message, args) => {
  const { code, stderr } = await workspace.slipway(...args);
  expect(stderr).toContain(message);
  expect(code).toBe(expected);
});

test('a broken slipway.yaml is told of, and everything goes on with the local tracker', async () => {
  await writeFile(join(workspace.folder, 'slipway.yaml'), 'slipway: 1\ntracker: team\n');
  expect(await json('runs', 'list')).toEqual([]);
  const client = await workspace.connect();
  const { current, problems } = await client.request('trackers/list', {});
  client.close();
  expect(current).toBe('local');
  expect(problems).toEqual([
    {
      part: 'tracker',
      message: expect.stringContaining('expected local or a name under trackers'),
      line: 2,
      column: 10,
    },
  ]);
});

test('a tracker is known the moment that slipway.yaml names it', async () => {
  await workspace.address();
  const unknown = await workspace.slipway('runs', 'push', 'team');
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('SLW-TRACKER-UNKNOWN') });
  workspace.write('slipway.yaml', 'slipway: 1\ntrackers: {team: {uri: "http://127.0.0.1:9"}}\n');
  // Nobody listens there: it is found, and cannot be reached.
  for (const command of [
    ['list', '--tracker', 'team'],
    ['show', 'x', '--tracker', 'team'],
  ]) {
    const { code, stderr } = await workspace.slipway('runs', ...command);
    expect([code, stderr]).toEqual([1, expect.stringContaining('127.0.0.1:9')]);
  }
});
