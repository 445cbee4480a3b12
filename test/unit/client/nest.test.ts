import { expect, test } from 'vitest';
import { nest } from '../../../client/features/tracking/runs-tree/nest.ts';

const forest = (ids: string[], parents: Record<string, string>) => {
  const { roots, childrenOf } = nest(ids, new Map(Object.entries(parents)));
  return { roots, children: Object.fromEntries(childrenOf) };
};

test('children stand below their parents, in the order of the query', () => {
  expect(forest(['c2', 'p', 'c1', 'q'], { c1: 'p', c2: 'p' })).toEqual({
    roots: ['p', 'q'],
    children: { p: ['c2', 'c1'] },
  });
});

test('a child of a child stands below it', () => {
  expect(forest(['a', 'b', 'c'], { b: 'a', c: 'b' })).toEqual({
    roots: ['a'],
    children: { a: ['b'], b: ['c'] },
  });
});

test('a run whose parent is deleted or in another experiment stands at the root', () => {
  expect(forest(['orphan'], { orphan: 'elsewhere' })).toEqual({ roots: ['orphan'], children: {} });
});

test('runs that name one another as parent are not lost', () => {
  expect(forest(['a', 'b', 'c'], { a: 'b', b: 'a', c: 'a' })).toEqual({
    roots: ['a', 'b'],
    children: { a: ['c'] },
  });
  expect(forest(['self'], { self: 'self' })).toEqual({ roots: ['self'], children: {} });
});
