import { expect, test } from 'vitest';
import type { StageReport } from '../../../schemas/protocol/pipelines.ts';
import type { Stage } from '../../../server/manifests/dvc/pipeline.ts';
import { scheduleStages, type Turn } from '../../../server/pipelines/schedule-stages.ts';

/** Its stages go on until the test says so. */
class Bench {
  readonly begun: string[] = [];
  readonly turns = new Map<string, Turn>();
  readonly #ends = new Map<string, (state: 'ran' | 'failed') => void>();
  readonly reports: Promise<StageReport[]>;

  constructor(needs: Record<string, string[]>, { jobs = 1, keepGoing = false } = {}) {
    const stages = Object.keys(needs).map((address) => ({ address, frozen: false }) as Stage);
    const { signal } = new AbortController();
    const graph = new Map(Object.entries(needs).map(([name, upstream]) => [name, new Set(upstream)]));
    this.reports = scheduleStages({ stages, needs: graph, jobs, keepGoing, signal }, ({ address }, turn) => {
      this.begun.push(address);
      this.turns.set(address, turn);
      return new Promise((done) =>
        this.#ends.set(address, (state) => done({ name: address, state, reasons: [], durationMs: 0 })),
      );
    });
  }

  end(name: string, state: 'ran' | 'failed' = 'ran'): void {
    this.#ends.get(name)?.(state);
  }
}

test('a stage that has yielded leaves its job to the next one, though it is not done', async () => {
  const bench = new Bench({ a: [], b: [], c: [] });
  expect(bench.begun).toEqual(['a']);
  bench.turns.get('a')?.yield();
  await expect.poll(() => bench.begun).toEqual(['a', 'b']);
  // Once is enough, twice is not two jobs.
  bench.turns.get('a')?.yield();
  bench.end('a');
  bench.turns.get('b')?.yield();
  await expect.poll(() => bench.begun).toEqual(['a', 'b', 'c']);
  bench.end('b');
  bench.end('c');
  expect((await bench.reports).map(({ state }) => state)).toEqual(['ran', 'ran', 'ran']);
});

test('what needs it begins only when it is done', async () => {
  const bench = new Bench({ a: [], needsA: ['a'], b: [] });
  bench.turns.get('a')?.yield();
  await expect.poll(() => bench.begun).toEqual(['a', 'b']);
  bench.turns.get('b')?.yield();
  bench.end('b');
  bench.end('a');
  await expect.poll(() => bench.begun).toEqual(['a', 'b', 'needsA']);
  bench.end('needsA');
  expect((await bench.reports).map(({ state }) => state)).toEqual(['ran', 'ran', 'ran']);
});

test('one that fails after it has yielded blocks what needs it, and what had not begun', async () => {
  const bench = new Bench({ a: [], needsA: ['a'], b: [], c: [] });
  bench.turns.get('a')?.yield();
  await expect.poll(() => bench.begun).toEqual(['a', 'b']);
  bench.end('a', 'failed');
  await expect.poll(() => bench.turns.get('b')?.begin.aborted).toBe(true);
  bench.end('b');
  expect((await bench.reports).map(({ state }) => state)).toEqual(['failed', 'blocked', 'ran', 'blocked']);
});

test('what needs a failed stage is blocked by it, directly or not; what is for another reason not begun says so', async () => {
  const bench = new Bench({ a: [], b: ['a'], c: ['b'], d: [], e: ['d', 'b'] });
  bench.end('a', 'failed');
  expect((await bench.reports).map(({ name, reasons }) => [name, ...reasons])).toEqual([
    ['a'],
    ['b', 'it needs a'],
    ['c', 'it needs b'],
    ['d', 'the run ended before its turn'],
    ['e', 'it needs b'],
  ]);
});

test('the first in order that can begin is the next, whenever it became so', async () => {
  const bench = new Bench({ a: [], b: ['a'], c: ['b'], d: [], e: [] });
  bench.end('a');
  await expect.poll(() => bench.begun).toEqual(['a', 'b']);
  bench.end('b');
  await expect.poll(() => bench.begun).toEqual(['a', 'b', 'c']);
  bench.end('c');
  await expect.poll(() => bench.begun).toEqual(['a', 'b', 'c', 'd']);
  bench.end('d');
  await expect.poll(() => bench.begun.at(-1)).toBe('e');
  bench.end('e');
  expect((await bench.reports).map(({ state }) => state)).toEqual(Array(5).fill('ran'));
});
