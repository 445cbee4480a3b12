import { expect, test } from 'vitest';
import { reachable, topologicalOrder } from '../../../server/core/graph.ts';

const graph = (edges: Record<string, string[]>) =>
  new Map(Object.entries(edges).map(([node, needs]) => [node, new Set(needs)]));

test('each node comes after all that it needs, otherwise in the given order', () => {
  expect(topologicalOrder(graph({ d: ['b', 'c'], a: [], b: ['a'], c: ['a'] }))).toEqual({
    order: ['a', 'b', 'c', 'd'],
  });
});

test('a cycle is told as its path', () => {
  expect(topologicalOrder(graph({ x: ['a'], a: ['b'], b: ['c'], c: ['a'] }))).toEqual({
    cycle: ['a', 'b', 'c', 'a'],
  });
});

test('a chain of 50,000 is no matter', () => {
  const chain = new Map(
    Array.from({ length: 50_000 }, (_, i) => [i, new Set(i + 1 < 50_000 ? [i + 1] : [])]),
  );
  const sorted = topologicalOrder(chain);
  expect('order' in sorted && sorted.order[0]).toBe(49_999);
});

test('what a node needs, directly or not', () => {
  expect(reachable(graph({ a: [], b: ['a'], c: ['b'], d: [] }), ['c'])).toEqual(new Set(['c', 'b', 'a']));
});
