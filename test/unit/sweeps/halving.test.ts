import { expect, test } from 'vitest';
import { SuccessiveHalving } from '../../../server/sweeps/halving.ts';

const rule = { minSteps: 1, reduction: 3 };

test('at each rung, the best third of those that have come goes on', () => {
  const halving = new SuccessiveHalving(rule);
  // The first two are the best so far when they come; from the third on, one of three may go on.
  expect(halving.report(0, 1, 0.9)).toBe(true);
  expect(halving.report(1, 1, 0.8)).toBe(true);
  expect(halving.report(2, 1, 0.85)).toBe(false);
  expect(halving.report(3, 1, 0.7)).toBe(true);
  expect(halving.report(4, 1, 0.75)).toBe(false);
  // Of six, two: 0.7 and 0.75.
  expect(halving.report(5, 1, 0.75)).toBe(true);
});

test('between two rungs nothing is decided, and each rung only once a trial', () => {
  const halving = new SuccessiveHalving(rule);
  expect(halving.report(0, 1, 0.5)).toBe(true);
  expect(halving.report(1, 1, 0.4)).toBe(true);
  expect(halving.report(0, 2, 9)).toBe(true);
  expect(halving.report(1, 3, 0.3)).toBe(true);
  expect(halving.report(0, 3, 9)).toBe(false);
});

test('a trial that is heard of late passes every rung on its way', () => {
  const halving = new SuccessiveHalving(rule);
  expect(halving.report(0, 9, 0.1)).toBe(true);
  expect(halving.report(1, 1, 0.2)).toBe(false);
});
