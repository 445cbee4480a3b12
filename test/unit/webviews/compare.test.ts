import { describe, expect, it } from 'vitest';
import type { RunInfo, RunRow } from '../../../schemas/protocol/tracking.ts';
import { compareRows, summarizeValues } from '../../../webviews/compare/differences.ts';
import { parallelAxis, withinBrushes } from '../../../webviews/shared/parallel/parallel-axis.ts';

const row = (...cells: RunRow['cells']): RunRow => ({ info: {} as RunInfo, cells });
const distinct = (count: number) => `${count} values`;

function compared(id: string, ...values: RunRow['cells']) {
  const [one] = compareRows(
    values.map((value) => row(value)),
    [id],
  );
  if (one === undefined) throw new Error('One column gives one key.');
  return one;
}

describe('differences between runs', () => {
  it('are values that are not the same everywhere, a missing one too', () => {
    expect(compared('params.lr', '0.1', '0.1').differs).toBe(false);
    expect(compared('params.lr', '0.1', '0.2').differs).toBe(true);
    expect(compared('params.lr', '0.1', null).differs).toBe(true);
  });

  it('are told in few words', () => {
    expect(summarizeValues(compared('params.lr', '0.1', '0.01'), distinct)).toBe('0.01 … 0.1');
    expect(summarizeValues(compared('params.model', 'mlp', 'tree', 'mlp'), distinct)).toBe('2 values');
    expect(summarizeValues(compared('metrics.auc', 0.9, 'NaN', 0.7), distinct)).toBe('0.7 … 0.9');
    expect(summarizeValues(compared('metrics.auc', 'NaN', 'Infinity'), distinct)).toBe('2 values');
  });
});

describe('axes of parallel coordinates', () => {
  it('span the finite values; what is not finite has no place', () => {
    const axis = parallelAxis(compared('metrics.loss', 1, 3, 'NaN', null, 2));
    expect([...(axis?.positions ?? [])]).toEqual([0, 1, Number.NaN, Number.NaN, 0.5]);
    expect(axis?.ticks.map(({ value }) => value)).toEqual([1, 1.5, 2, 2.5, 3]);
  });

  it('name categories in order', () => {
    const axis = parallelAxis(compared('params.model', 'tree', 'mlp', 'tree'));
    expect(axis?.kind).toBe('category');
    expect([...(axis?.positions ?? [])]).toEqual([0.75, 0.25, 0.75]);
  });

  it('are left out where there are too many texts, or no number', () => {
    const texts = Array.from({ length: 60 }, (_, index) => `text ${index}`);
    expect(parallelAxis(compared('params.id', ...texts))).toBeNull();
    expect(parallelAxis(compared('metrics.x', 'NaN', null))).toBeNull();
  });

  it('keep the runs that lie within every range', () => {
    const axes = [
      parallelAxis(compared('metrics.a', 0, 1, 2)),
      parallelAxis(compared('metrics.b', 5, 'NaN', 9)),
    ];
    const present = axes.filter((axis) => axis !== null);
    const within = withinBrushes(
      present,
      new Map([
        ['metrics.a', { from: 0, to: 0.6 }],
        ['metrics.b', { from: 0, to: 1 }],
      ]),
      3,
    );
    expect([...within]).toEqual([1, 0, 0]);
  });
});
