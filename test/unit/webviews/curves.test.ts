import { describe, expect, it } from 'vitest';
import { encodeFloat64 } from '../../../schemas/protocol/arrays.ts';
import { aggregateLines, quantile } from '../../../webviews/shared/chart/aggregate.ts';
import { alignLines } from '../../../webviews/shared/chart/align.ts';
import { decimateMinMax } from '../../../webviews/shared/chart/decimate.ts';
import { Points } from '../../../webviews/shared/chart/points.ts';
import { exponentialMovingAverage } from '../../../webviews/shared/chart/smoothing.ts';

const line = (x: number[], y: number[]) => ({ x: Float64Array.from(x), y: Float64Array.from(y) });

describe('smoothing', () => {
  // The definition in pandas' documentation of ewm(alpha=0.4, adjust=True), evaluated term by term in Python.
  it('is the exponentially weighted mean of pandas, without bias at the start', () => {
    const expected = [1, 2.25, 2.122448979591837, 4.823529411764706, 4.900069396252602];
    const smooth = exponentialMovingAverage([1, 3, 2, 8, 5], 0.6);
    for (const [index, value] of expected.entries()) expect(smooth[index]).toBeCloseTo(value, 12);
  });

  it('leaves the curve as it is at weight 0', () => {
    expect([...exponentialMovingAverage([4, 1, 7], 0)]).toEqual([4, 1, 7]);
  });

  it('keeps a NaN where it is and out of what follows', () => {
    expect([...exponentialMovingAverage([2, Number.NaN, 2], 0.9)]).toEqual([2, Number.NaN, 2]);
  });
});

describe('decimation', () => {
  it('keeps the ends and every peak', () => {
    const y = Array.from({ length: 10_000 }, (_, index) => Math.sin(index / 50));
    y[3_333] = 40;
    y[7_777] = -40;
    const thin = decimateMinMax(line([...y.keys()], y), 100);
    expect(thin.x.length).toBeLessThanOrEqual(202);
    expect([thin.x[0], thin.x.at(-1)]).toEqual([0, 9_999]);
    expect([Math.max(...thin.y), Math.min(...thin.y)]).toEqual([40, -40]);
    expect([...thin.x]).toEqual([...thin.x].sort((a, b) => a - b));
  });

  it('leaves a short curve alone', () => {
    const short = line([1, 2, 3], [1, 2, 3]);
    expect(decimateMinMax(short, 100)).toEqual(short);
  });

  it('shows a gap only where a whole part is NaN', () => {
    const y = Array.from({ length: 100 }, (_, index) => (index >= 50 && index < 80 ? Number.NaN : index));
    const thin = decimateMinMax(line([...y.keys()], y), 10);
    expect(thin.y.some(Number.isNaN)).toBe(true);
    expect(thin.y.filter(Number.isFinite).length).toBeGreaterThan(10);
  });
});

describe('lines over one axis', () => {
  it('tells a point that is missing from one that is not a number', () => {
    const [x, first, second] = alignLines([line([1, 3], [10, Number.NaN]), line([2, 3], [20, 30])]);
    expect([...x]).toEqual([1, 2, 3]);
    expect(first).toEqual([10, undefined, null]);
    expect(second).toEqual([undefined, 20, 30]);
  });

  it('copies nothing where the lines share their x', () => {
    const one = line([1, 2], [5, 6]);
    expect(alignLines([one])[1]).toBe(one.y);
  });
});

describe('points of a metric', () => {
  const series = (steps: number[], timestamps: number[], values: number[]) => ({
    steps: encodeFloat64(Float64Array.from(steps)),
    timestamps: encodeFloat64(Float64Array.from(timestamps)),
    values: encodeFloat64(Float64Array.from(values)),
  });

  it('grow at the end, and are ordered by step where a training was resumed', () => {
    const points = new Points();
    points.append(series([1, 2, 3], [10, 20, 30], [0.1, 0.2, 0.3]));
    points.append(series([2, 3], [40, 50], [0.5, 0.6]));
    expect([...points.columns('step', 0).x]).toEqual([1, 2, 2, 3, 3]);
    expect([...points.columns('relative', 10).x]).toEqual([0, 10, 20, 30, 40]);
  });

  it('take live points that the history has brought along only once', () => {
    const points = new Points();
    points.append(series([1, 2], [10, 20], [1, 2]));
    points.appendAfterLast(series([2, 3, 4], [20, 20, 30], [2, 3, 4]));
    expect([...points.columns('step', 0).y]).toEqual([1, 2, 3, 4]);
  });
});

describe('curves of very many runs', () => {
  // numpy.quantile([1, 2, 4, 8, 16, 32], [0, .1, .5, .9, 1])
  it('have the quantiles of numpy', () => {
    const sorted = [1, 2, 4, 8, 16, 32];
    expect([0, 0.1, 0.5, 0.9, 1].map((at) => quantile(sorted, at))).toEqual([1, 1.5, 6, 24, 32]);
  });

  it('count each run once in each part of the axis', () => {
    const constant = (y: number) => line([0, 1, 2, 3], [y, y, y, y]);
    const [max, , median, , min] = aggregateLines([constant(1), constant(2), constant(9)], 2);
    expect([...(max?.y ?? [])]).toEqual([9, 9]);
    expect([...(median?.y ?? [])]).toEqual([2, 2]);
    expect([...(min?.y ?? [])]).toEqual([1, 1]);
  });
});
