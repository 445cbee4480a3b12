import { expect, test } from 'vitest';
import type { Dimension } from '../../../server/manifests/dvc/sweep-settings.ts';
import { randomNumbers } from '../../../server/sweeps/random-numbers.ts';
import { gridPoint, gridSize, randomPoint } from '../../../server/sweeps/samplers.ts';
import { type SearchSpace, valueAt } from '../../../server/sweeps/search-space.ts';
import { range } from './range.ts';

const space: SearchSpace = new Map<string, Dimension>([
  ['kind', { kind: 'choice', values: ['tree', 'net'] }],
  ['lr', range(0.001, 0.1, { scale: 'log', gridCount: 3 })],
  ['dropout', range(0, 0.3, { step: 0.1 })],
]);

const values = (trial: number) =>
  [...gridPoint(space, trial)].map(([name, at]) => {
    const dimension = space.get(name);
    return dimension && valueAt(dimension, at);
  });

test('a grid goes through every combination once, the last param fastest', () => {
  const all = Array.from({ length: gridSize(space) }, (_, trial) => values(trial));
  expect(all).toHaveLength(2 * 3 * 4);
  expect(new Set(all.map(String)).size).toBe(all.length);
  expect(all.slice(0, 5)).toEqual([
    ['tree', 0.001, 0],
    ['tree', 0.001, 0.1],
    ['tree', 0.001, 0.2],
    ['tree', 0.001, 0.3],
    ['tree', 0.01, 0],
  ]);
  expect(all.at(-1)).toEqual(['net', 0.1, 0.3]);
});

test('random points lie in their ranges, on their steps, and even by logarithm', () => {
  const units = range(1, 1024, { scale: 'log', step: 1, whole: true });
  const points = Array.from({ length: 2000 }, (_, trial) =>
    randomPoint(new Map([...space, ['units', units]]), randomNumbers(7, trial)),
  );
  for (const point of points) {
    expect(point.get('lr')).toBeGreaterThanOrEqual(0.001);
    expect(point.get('lr')).toBeLessThanOrEqual(0.1);
    expect([0, 0.1, 0.2, 0.3]).toContain(point.get('dropout'));
    expect(valueAt(units, point.get('units') ?? 0)).toBe(BigInt(point.get('units') ?? 0));
  }
  const below = points.filter((point) => (point.get('lr') ?? 0) < 0.01).length;
  expect(below / points.length).toBeCloseTo(0.5, 1);
  const ends = points.filter((point) => point.get('dropout') === 0).length;
  expect(ends / points.length).toBeCloseTo(0.25, 1);
});

test('a trial draws the same whenever it is asked, and another trial another', () => {
  const draw = (seed: number, trial: number) => [...randomPoint(space, randomNumbers(seed, trial)).values()];
  expect(draw(1, 5)).toEqual(draw(1, 5));
  expect(draw(1, 5)).not.toEqual(draw(1, 6));
  expect(draw(1, 5)).not.toEqual(draw(2, 5));
});
