import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ScheduleView, scheduleTags } from '../../../schemas/protocol/schedules.ts';
import { identifyProcess } from '../../../server/discovery/process-identity.ts';
import { FiringTable } from '../../../server/schedules/firing-table.ts';
import { openStore } from '../../../server/store/open-store.ts';
import { TestWorkspace } from './workspace.ts';

const manifest = `slipway: 1
schedules:
  - {name: nightly, pipeline: dvc.yaml, stages: [report], cron: "0 2 * * *", time_zone: Africa/Lagos}
  - {name: batch, pipeline: dvc.yaml, stages: [ingest], on: {arrives: "in/*.csv", settle: 100ms}}
  - {name: fresh, pipeline: dvc.yaml, stages: [report], on: {changes: [ref]}}
`;
const pipeline = `stages:
  ingest:
    cmd: cat "$SLIPWAY_ARRIVED" >> arrived.txt && printenv SECRET_TOKEN > secret.txt || true
    deps: [in]
  report:
    cmd: cat ref/* > report.txt
    deps: [ref]
    outs: [report.txt]
`;

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
  workspace.env.SECRET_TOKEN = 's3cret';
  for (const folder of ['in', 'ref']) mkdirSync(join(workspace.folder, folder));
  workspace.write('slipway.yaml', manifest);
  workspace.write('dvc.yaml', pipeline);
  workspace.write('ref/a.txt', 'one\n');
});
afterEach(() => workspace.dispose());

async function schedule(name: string): Promise<ScheduleView> {
  const { stdout, stderr } = await workspace.slipway('schedule', 'list', '--json');
  if (stdout === '') throw new Error(stderr);
  const { schedules } = JSON.parse(stdout) as { schedules: ScheduleView[] };
  const found = schedules.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no schedule ${name}`);
  return found;
}

async function arm(name: string): Promise<void> {
  const { code, stderr } = await workspace.slipway('schedule', 'arm', name, '--yes');
  expect(stderr).toBe('');
  expect(code).toBe(0);
}

/** Renamed in whole, as careful programs do. */
function drop(name: string): string {
  const file = join(workspace.folder, 'in', name);
  writeFileSync(`${file}.part`, 'a,b\n');
  renameSync(`${file}.part`, file);
  return file;
}

async function killRunner(): Promise<void> {
  const { pid } = await workspace.address();
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => identifyProcess(pid)).toBeNull();
}

/** As if no runner had run since `time`. A killed one's hold of the store ends with its last thread. */
async function lookedLast(name: string, time: number): Promise<void> {
  const store = await vi.waitFor(() => openStore({ folder: workspace.folder, access: 'write' }));
  new FiringTable(store).setMark(name, time, null);
  store.close();
}

const states = async (name: string) => (await schedule(name)).firings.map(({ state }) => state);

describe('schedules of slipway.yaml', { timeout: 60_000 }, () => {
  test('run their pipeline on each file that arrives, with the list of files and no secret of the terminal', async () => {
    await arm('batch');
    const first = drop('first.csv');
    await expect.poll(() => states('batch'), { timeout: 10_000 }).toEqual(['succeeded']);
    expect(readFileSync(join(workspace.folder, 'arrived.txt'), 'utf8')).toBe(`${first}\n`);
    expect(readFileSync(join(workspace.folder, 'secret.txt'), 'utf8')).toBe('');
    const [firing] = (await schedule('batch')).firings;
    expect(firing).toMatchObject({ cause: 'arrival', files: ['in/first.csv'], reason: 'ran ingest' });

    const client = await workspace.connect();
    const { runs } = await client.request('runs/get', { ids: [String(firing?.runId)] });
    client.close();
    expect(runs[0]?.info.status).toBe('FINISHED');
    expect(runs[0]?.tags).toMatchObject({
      [scheduleTags.schedule]: 'batch',
      [scheduleTags.cause]: 'arrival',
      [scheduleTags.files]: '1',
    });
  });

  test('survive a killed runner: they are armed still, and what arrived meanwhile is run once', async () => {
    await arm('batch');
    const first = drop('first.csv');
    await expect.poll(() => states('batch'), { timeout: 10_000 }).toEqual(['succeeded']);
    await killRunner();
    const second = drop('second.csv');
    expect(await schedule('batch')).toMatchObject({ state: 'armed' });
    await expect.poll(() => states('batch'), { timeout: 10_000 }).toEqual(['succeeded', 'succeeded']);
    expect(readFileSync(join(workspace.folder, 'arrived.txt'), 'utf8')).toBe(`${first}\n${second}\n`);
  });

  test('tell what was missed while no runner ran, and a person runs it then', async () => {
    await arm('nightly');
    await killRunner();
    // Two nights at any time of day: Lagos has no summer time.
    await lookedLast('nightly', Date.now() - 48 * 3_600_000);
    const [missed] = (await schedule('nightly')).firings;
    expect(missed).toMatchObject({ state: 'missed', standsFor: 2 });
    expect(existsSync(join(workspace.folder, 'report.txt'))).toBe(false);
    const listed = await workspace.slipway('schedule', 'list');
    expect(listed.stdout).toMatch(/nightly +0 2 \* \* \* Africa\/Lagos +armed .*missed 2 times/);

    const { code, stdout } = await workspace.slipway('schedule', 'run', 'nightly', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).stages).toMatchObject([{ name: 'report', state: 'ran' }]);
    expect(await states('nightly')).toEqual(['succeeded', 'missed']);
  });

  test('run when watched data has another content, and not for another time of change', async () => {
    await arm('fresh');
    workspace.write('ref/a.txt', 'one\n');
    workspace.write('ref/b.txt', 'two\n');
    await expect.poll(() => states('fresh'), { timeout: 15_000 }).toEqual(['succeeded']);
    expect(readFileSync(join(workspace.folder, 'report.txt'), 'utf8')).toBe('one\ntwo\n');
    await killRunner();
    workspace.write('ref/a.txt', 'one\n');
    await schedule('fresh');
    workspace.write('ref/b.txt', 'three\n');
    await expect.poll(() => states('fresh'), { timeout: 15_000 }).toEqual(['succeeded', 'succeeded']);
    expect((await schedule('fresh')).firings[0]).toMatchObject({ cause: 'change', files: ['ref'] });
  });

  test('run with params of their own in a private copy, and are armed for the commands that these make', async () => {
    const declared = (set: string) =>
      `slipway: 1\nschedules:\n  - {name: big, pipeline: dvc.yaml, stages: [made], on: {changes: [ref]}, set: [${set}]}\n`;
    workspace.write('slipway.yaml', declared('size=7'));
    workspace.write('params.yaml', 'size: 1\n');
    workspace.write(
      'dvc.yaml',
      `vars: [params.yaml]\nstages:\n  made: {cmd: "echo \${size} > made", deps: [ref], outs: [made]}\n`,
    );
    expect(await schedule('big')).toMatchObject({
      set: ['size=7'],
      commands: [{ command: 'echo 7 > made' }],
    });
    await arm('big');
    workspace.write('ref/a.txt', 'two\n');
    await expect.poll(() => states('big'), { timeout: 10_000 }).toEqual(['succeeded']);
    expect(existsSync(join(workspace.folder, 'made'))).toBe(false);
    const [firing] = (await schedule('big')).firings;
    await workspace.slipway('apply', String(firing?.runId));
    expect(readFileSync(join(workspace.folder, 'made'), 'utf8')).toBe('7\n');
    expect(readFileSync(join(workspace.folder, 'params.yaml'), 'utf8')).toBe('size: 7\n');

    workspace.write('slipway.yaml', declared('size=8'));
    expect((await schedule('big')).state).toBe('changed');
    workspace.write('slipway.yaml', declared('sice=8'));
    expect(await schedule('big')).toMatchObject({
      state: 'broken',
      problem: expect.stringContaining('sice'),
    });
  });

  test('are not armed by what a clone brings, and not armed at all without a yes', async () => {
    expect((await schedule('nightly')).state).toBe('unarmed');
    const refused = await workspace.slipway('schedule', 'arm', 'nightly');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('say --yes');
    await arm('nightly');
    expect(readFileSync(join(workspace.stateFolder(), 'schedules.json'), 'utf8')).not.toContain('s3cret');

    const clone = new TestWorkspace();
    try {
      const copied = await workspace.slipway('runner', 'stop');
      expect(copied.code).toBe(0);
      cpSync(workspace.folder, clone.folder, { recursive: true });
      const { stdout } = await clone.slipway('schedule', 'list', '--json');
      const { schedules } = JSON.parse(stdout) as { schedules: ScheduleView[] };
      expect(schedules.map(({ state }) => state)).toEqual(['unarmed', 'unarmed', 'unarmed']);
    } finally {
      await clone.dispose();
    }
  });

  test('say what is wrong: an unknown name, data that no time is known for, a pipeline that is broken', async () => {
    const unknown = await workspace.slipway('schedule', 'arm', 'nightli', '--yes');
    expect(unknown).toMatchObject({ code: 1 });
    expect(unknown.stderr).toContain('it names nightly, batch, fresh');
    const next = await workspace.slipway('schedule', 'next', 'batch');
    expect(next.stderr).toContain('starts when data arrives, not at a time');
    workspace.write('dvc.yaml', 'stages:\n  report: {deps: [ref]}\n');
    const broken = await workspace.slipway('schedule', 'arm', 'nightly', '--yes');
    expect(broken.code).toBe(1);
    expect(broken.stderr).toContain('dvc.yaml:2');
  });
});

test('a schedule that cannot be read is told of with its line, and not taken for none', async () => {
  workspace.write(
    'slipway.yaml',
    'slipway: 1\nschedules:\n  - {name: nightly, pipeline: dvc.yaml, cron: "0 2 * * *", time_zone: Mars/Olympus}\n',
  );
  const { code, stdout, stderr } = await workspace.slipway('schedule', 'list');
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toMatch(/^slipway\.yaml:3:\d+: .*Mars\/Olympus/);
});
