import { describe, expect, test } from 'vitest';
import { decodeFloat64 } from '../../../schemas/protocol/arrays.ts';
import type { MetricSeries } from '../../../schemas/protocol/tracking.ts';
import { decimate } from '../../../server/core/decimate.ts';
import type { EmbeddedTracker } from '../../../server/tracking/embedded/embedded-tracker.ts';
import { startRun, trackerForTest } from '../store/workspace.ts';

interface Columns {
  steps: number[];
  timestamps: number[];
  values: number[];
}

function columnsOf(series: MetricSeries | undefined): Columns {
  if (series === undefined) throw new Error('no series');
  const { steps, timestamps, values } = series;
  return {
    steps: [...decodeFloat64(steps)],
    timestamps: [...decodeFloat64(timestamps)],
    values: [...decodeFloat64(values)],
  };
}

async function logLoss(
  tracker: EmbeddedTracker,
  count: number,
  at: (step: number) => { value: number; timestamp: number },
): Promise<string> {
  const runId = await startRun(tracker);
  for (let start = 0; start < count; start += 1000) {
    const length = Math.min(1000, count - start);
    const metrics = Array.from({ length }, (_, row) => ({
      key: 'loss',
      step: start + row,
      ...at(start + row),
    }));
    await tracker.logBatch(runId, { metrics, params: [], tags: [] });
  }
  return runId;
}

const spiky = (step: number) =>
  Math.sin(step / 700) + (step === 12_345 ? 50 : 0) - (step === 23_456 ? 70 : 0);

describe('decimate', () => {
  test('keeps all where there are few', () => {
    expect([...decimate(Float64Array.of(3, 1, 2), 10)]).toEqual([0, 1, 2]);
  });

  test('keeps the first, the last and the extremes of each bucket, in order', () => {
    const values = Float64Array.of(5, 9, 1, 5, 5, 5, 0, 8, 5, 5, 5, 5);
    expect([...decimate(values, 6)]).toEqual([0, 1, 2, 6, 7, 11]);
  });

  test('never gives more than asked', () => {
    const values = Float64Array.from({ length: 1000 }, (_, index) => Math.cos(index * index));
    for (const maxPoints of [4, 5, 17, 100, 999]) {
      const kept = decimate(values, maxPoints);
      expect(kept.length).toBeLessThanOrEqual(maxPoints);
      expect([...kept]).toEqual([...new Set(kept)].toSorted((a, b) => a - b));
    }
  });

  test('shows NaN only where a bucket has nothing else', () => {
    const nan = Number.NaN;
    expect([...decimate(Float64Array.of(1, nan, 2, 3, nan, nan, nan, nan, 4, 5, 6, 7), 8)]).toEqual([
      0, 3, 4, 8, 11,
    ]);
  });
});

describe('metricSeries', () => {
  test('gives a short series whole, NaN and infinities included', async () => {
    const { tracker } = trackerForTest();
    const runId = await startRun(tracker);
    const metrics = [1, Number.NaN, Number.POSITIVE_INFINITY].map((value, step) => ({
      key: 'loss',
      value,
      step,
      timestamp: step,
    }));
    await tracker.logBatch(runId, { metrics, params: [], tags: [] });
    const [series] = await tracker.metricSeries({ series: [{ runId, key: 'loss' }], maxPoints: 100 });
    expect(series).toMatchObject({ total: 3, decimated: false });
    expect(columnsOf(series)).toEqual({
      steps: [0, 1, 2],
      timestamps: [0, 1, 2],
      values: [1, Number.NaN, Number.MAX_VALUE],
    });
  });

  test('is empty for a metric that was never logged', async () => {
    const { tracker } = trackerForTest();
    const [series] = await tracker.metricSeries({ series: [{ runId: 'absent', key: 'x' }], maxPoints: 100 });
    expect(series).toMatchObject({ total: 0, decimated: false, values: { f64: '' } });
  });

  test('keeps both spikes, the first and the last point of a long series', async () => {
    const { tracker } = trackerForTest();
    const runId = await logLoss(tracker, 30_000, (step) => ({ value: spiky(step), timestamp: step * 3 }));
    const [series] = await tracker.metricSeries({ series: [{ runId, key: 'loss' }], maxPoints: 200 });
    const { steps } = columnsOf(series);
    expect(series).toMatchObject({ total: 30_000, decimated: true });
    expect(steps.length).toBeLessThanOrEqual(200);
    expect(steps).toEqual(expect.arrayContaining([0, 12_345, 23_456, 29_999]));
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  });

  test('shows on zooming in what it had left out', async () => {
    const { tracker } = trackerForTest();
    const runId = await logLoss(tracker, 30_000, (step) => ({ value: spiky(step), timestamp: step * 3 }));
    const zoom = (axis: 'step' | 'timestamp', min: number, max: number) =>
      tracker.metricSeries({ series: [{ runId, key: 'loss' }], maxPoints: 200, range: { axis, min, max } });
    const [bySteps] = await zoom('step', 500, 599);
    expect(columnsOf(bySteps).steps).toEqual(Array.from({ length: 100 }, (_, index) => 500 + index));
    const [byTime] = await zoom('timestamp', 300, 600);
    expect(byTime).toMatchObject({ total: 101, decimated: false });
    const [wide] = await zoom('step', 0, 25_000);
    expect(wide).toMatchObject({ total: 25_001, decimated: true });
    expect(columnsOf(wide).steps).toEqual(expect.arrayContaining([0, 12_345, 23_456, 25_000]));
  });

  test('keeps the extremes where all points share one timestamp', async () => {
    const { tracker } = trackerForTest();
    const runId = await logLoss(tracker, 30_000, (step) => ({ value: spiky(step), timestamp: 0 }));
    const [series] = await tracker.metricSeries({ series: [{ runId, key: 'loss' }], maxPoints: 200 });
    expect(columnsOf(series).steps).toEqual(expect.arrayContaining([0, 12_345, 23_456, 29_999]));
  });
});

describe('a clock that jumps', () => {
  test('back in mid-training: the latest value is that of the greatest step, and every point is kept', async () => {
    const { tracker } = trackerForTest();
    const hour = 3_600_000;
    const timestamp = (step: number) => 10 * hour + step * 1000 - (step >= 50 ? hour : 0);
    const runId = await logLoss(tracker, 100, (step) => ({ value: step, timestamp: timestamp(step) }));
    const run = await tracker.getRun(runId);
    expect(run.metrics).toEqual([{ key: 'loss', value: 99, step: 99, timestamp: timestamp(99) }]);
    const [series] = await tracker.metricSeries({ series: [{ runId, key: 'loss' }], maxPoints: 1000 });
    expect(columnsOf(series).steps.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
  });

  test('back before a run ends: its duration is nothing rather than negative', async () => {
    const { tracker } = trackerForTest();
    const runId = await startRun(tracker, 'late', 5000);
    await tracker.updateRun(runId, { status: 'FINISHED', endTime: 4000 });
    const [row] = await tracker.runRows([runId], ['attributes.duration']);
    expect(row?.cells).toEqual([0]);
  });

  test('back between two changes of an experiment: it was never updated before it was made', async () => {
    const times = [9000, 9000, 100];
    const { tracker } = trackerForTest(() => times.shift() ?? 100);
    const experimentId = await tracker.createExperiment({ name: 'x', artifactLocation: null, tags: {} });
    await tracker.renameExperiment(experimentId, 'y');
    expect(await tracker.getExperiment(experimentId)).toMatchObject({
      creationTime: 9000,
      lastUpdateTime: 9000,
    });
  });
});
