import { describe, expect, test } from 'vitest';
import { FinishTimes } from '../../../server/inference/models/finish-times.ts';
import type { Replica } from '../../../server/inference/models/replica.ts';
import { routeBatches } from '../../../server/inference/models/route-batches.ts';
import { Router } from '../../../server/inference/models/router.ts';

const idle = (runMs: number) => ({ isIdle: true, runMs, running: null });
const busy = (runMs: number, sinceMs: number, expectedMs = runMs) => ({
  isIdle: false,
  runMs,
  running: { sinceMs, expectedMs },
});
const loading = { isIdle: false, runMs: 0, running: null };

describe('a batch goes where it is expected to finish first', () => {
  test('the quicker of two that are idle', () => {
    expect(routeBatches([idle(20), idle(5)], 1)).toEqual({ batch: 0, route: 1 });
  });

  test('a quick one that is busy, for which it waits, rather than a slow one that is idle', () => {
    expect(routeBatches([idle(100), busy(10, 4)], 1)).toEqual({ waitMs: 6 });
  });

  test('a slow one that is idle, where the queue before the quick one is longer', () => {
    // Batch k finishes on the quick one at 6 + 10(k + 1): the first that is later than 25 there is the second.
    expect(routeBatches([idle(25), busy(10, 4)], 3)).toEqual({ batch: 1, route: 0 });
  });

  test('what is late is expected to be as late again, so that nothing waits for what hangs', () => {
    expect(routeBatches([idle(100), busy(10, 15)], 1)).toEqual({ waitMs: 5 });
    expect(routeBatches([idle(100), busy(10, 500)], 1)).toEqual({ batch: 0, route: 0 });
  });

  test('never one that is loading or down', () => {
    expect(routeBatches([loading, idle(100)], 1)).toEqual({ batch: 0, route: 1 });
  });
});

describe('moving averages', () => {
  test('are kept for each device and batch size', () => {
    const times = new FinishTimes();
    times.note('cpu', 1, 4, 0);
    times.note('cpu', 16, 20, 0);
    times.note('cpu:2', 1, 2, 0);
    expect([times.expect('cpu', 1, 0), times.expect('cpu', 16, 0), times.expect('cpu:2', 1, 0)]).toEqual([
      4, 20, 2,
    ]);
    times.note('cpu', 1, 8, 0);
    expect(times.expect('cpu', 1, 0)).toBe(5);
  });

  test('tell a size that was not run from the nearest that was, and of an unknown device that it is to be tried', () => {
    const times = new FinishTimes();
    times.note('cpu', 4, 10, 0);
    expect([times.expect('cpu', 16, 0), times.expect('cpu', 1, 0), times.expect('cpu:2', 1, 0)]).toEqual([
      10, 10, 0,
    ]);
  });

  test('fade, so that a device that was slow once is tried again', () => {
    const times = new FinishTimes();
    times.note('cpu', 1, 80, 0);
    expect(times.expect('cpu', 1, 20_000)).toBe(20);
  });
});

test('under load two devices of 10 and 30 ms share it three to one', () => {
  const costs = new Map([
    ['cpu:2', 10],
    ['cpu:1', 30],
  ]);
  const router = new Router();
  const replicas = [...costs.keys()].map(
    (device) => ({ device, isIdle: true }) as Replica & { isIdle: boolean },
  );
  const runs = new Map<string, number>();
  const ends: { at: number; end: () => void }[] = [];
  let now = 0;
  let waiting = 400;
  while (waiting > 0) {
    const routing = replicas.some(({ isIdle }) => isIdle) ? router.route(replicas, 1, waiting, now) : null;
    if (routing && 'route' in routing) {
      const replica = replicas[routing.route] as Replica & { isIdle: boolean };
      const ended = router.began(replica, 1, now);
      const at = now + (costs.get(replica.device) ?? 0);
      replica.isIdle = false;
      ends.push({
        at,
        end: () => {
          replica.isIdle = true;
          ended(at);
        },
      });
      runs.set(replica.device, (runs.get(replica.device) ?? 0) + 1);
      waiting--;
      continue;
    }
    const next = ends.sort((a, b) => a.at - b.at).shift();
    if (!next) throw new Error('Nothing runs, and nothing is started.');
    now = next.at;
    next.end();
  }
  expect(runs.get('cpu:2')).toBeGreaterThanOrEqual(298);
  expect(runs.get('cpu:2')).toBeLessThanOrEqual(302);
});
