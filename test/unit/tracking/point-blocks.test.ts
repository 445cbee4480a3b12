import { describe, expect, test } from 'vitest';
import { decodeFloat64 } from '../../../schemas/protocol/arrays.ts';
import { foldPoints, pointsBetween, readBlocks } from '../../../server/tracking/embedded/point-blocks.ts';
import type { MetricPoint } from '../../../server/tracking/tracker.ts';
import { startRun, trackerForTest } from '../store/workspace.ts';

/** In [0, 1), the same each time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

type Clock = (step: number, random: () => number) => number;

const clocks: [name: string, clock: Clock][] = [
  ['run forward', (step) => step * 3],
  ['run backward', (step) => 1_000_000 - step],
  ['are far apart in several processes', (step) => (step % 3) * 30_000 + step],
  ['are coarse, so that many points share a timestamp', (step) => Math.floor(step / 5000)],
  ['jump at random', (_, random) => Math.floor(random() * 20_000)],
];

const ranges = [
  null,
  { axis: 'step', min: 100, max: 31_234 },
  { axis: 'timestamp', min: 50, max: 19_000 },
] as const;

async function logPoints(clock: Clock) {
  const { tracker, store } = trackerForTest();
  const runId = await startRun(tracker);
  const random = randomFrom(7);
  const all: MetricPoint[] = [];
  for (let start = 0; start < 40_000; start += 1000) {
    const metrics = Array.from({ length: 1000 }, (_, row): MetricPoint => {
      const value = random() < 0.1 ? Number.NaN : Math.floor(random() * 1000);
      return { key: 'loss', value, step: start + row, timestamp: clock(start + row, random) };
    });
    // A client that tries again sends some points twice.
    await tracker.logBatch(runId, {
      metrics: [...metrics.slice(0, 999), ...all.slice(-1)],
      params: [],
      tags: [],
    });
    all.push(...metrics.slice(0, 999));
  }
  const series = store.get<{ series: number }>(`SELECT series FROM series WHERE key = 'loss'`)?.series ?? -1;
  return { tracker, store, runId, all, series };
}

describe.each(clocks)('where clocks %s', (_, clock) => {
  test('each block says what the points between the last one and its own last are', async () => {
    const { store, series } = await logPoints(clock);
    const blocks = readBlocks(store, series);
    expect(blocks.length).toBeGreaterThan(60);
    for (const [index, block] of blocks.entries()) {
      const after = blocks[index - 1]?.last ?? null;
      const rows = pointsBetween(store, series, { after, upTo: block.last, atMost: -1 });
      const folded = foldPoints(rows);
      expect(block.points).toBe(rows.length);
      expect(block.last).toEqual(rows.at(-1));
      expect(block.minTimestamp).toBe(rows[0]?.timestamp);
      expect(block.minStep).toBe(Math.min(...rows.map(({ step }) => step)));
      expect(block.maxStep).toBe(Math.max(...rows.map(({ step }) => step)));
      const values = folded.flatMap(({ least, greatest }) => [least?.value, greatest?.value]);
      const known = values.filter((value) => value !== undefined);
      expect(block.least?.value ?? Number.POSITIVE_INFINITY).toBe(Math.min(...known));
      expect(block.greatest?.value ?? Number.NEGATIVE_INFINITY).toBe(Math.max(...known));
    }
  });

  test('a chart keeps its ends and extremes and counts right, whatever its range', async () => {
    const { tracker, runId, all } = await logPoints(clock);
    for (const range of ranges) {
      const request = { series: [{ runId, key: 'loss' }], maxPoints: 100 };
      const [series] = await tracker.metricSeries(range === null ? request : { ...request, range });
      if (series === undefined) throw new Error('no series');
      const expected = all
        .filter((point) => range === null || isWithin(point[range.axis], range))
        .sort((a, b) => a.timestamp - b.timestamp || a.step - b.step);
      const steps = [...decodeFloat64(series.steps)];
      const values = [...decodeFloat64(series.values)];
      expect(series.total).toBe(expected.length);
      expect(steps.length).toBeLessThanOrEqual(100);
      expect(steps.at(0)).toBe(expected.at(0)?.step);
      expect(steps.at(-1)).toBe(expected.at(-1)?.step);
      const valueOfStep = new Map(expected.map(({ step, value }) => [step, value]));
      expect(values).toEqual(steps.map((step) => valueOfStep.get(step)));
      expect(extremesOf(values)).toEqual(extremesOf(expected.map(({ value }) => value)));
    }
  });
});

function isWithin(value: number, { min, max }: { min: number; max: number }): boolean {
  return value >= min && value <= max;
}

function extremesOf(values: number[]): [least: number, greatest: number] {
  const numbers = values.filter((value) => !Number.isNaN(value));
  return [
    numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ];
}
