import { expect, test } from 'vitest';
import { type Figure, isMet, ratio } from '../../bench/figures.ts';

const figure = (value: number, target: string | null, peer?: number): Figure => ({
  figure: 'store.p95',
  value,
  unit: 'ms',
  target,
  ...(peer === undefined ? {} : { peer: { name: 'mlflow server', value: peer } }),
});

test.each([
  ['< 30', 29.9, true],
  ['< 30', 30, false],
  ['<= 30', 30, true],
  ['> 30', 30, false],
  ['>= 30', 30, true],
])('a target of %s is judged for %d', (target, value, met) => {
  expect(isMet(figure(value, target))).toBe(met);
});

test('a target for the ratio is judged by the value divided by the peer’s', () => {
  expect(ratio(figure(80, null, 8))).toBe(10);
  expect(isMet(figure(80, 'ratio >= 10', 8))).toBe(true);
  expect(isMet(figure(79, 'ratio >= 10', 8))).toBe(false);
});

test('without a target there is no verdict', () => {
  expect(isMet(figure(1, null))).toBeUndefined();
});

test('a target that cannot be judged is an error and not a pass', () => {
  expect(() => isMet(figure(1, 'about 30'))).toThrow(/store\.p95.*"about 30"/);
  expect(() => isMet(figure(1, 'ratio > 2'))).toThrow(/no peer/);
});
