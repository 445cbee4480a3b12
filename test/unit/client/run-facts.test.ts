import { describe, expect, test } from 'vitest';
import { hasMoved, runFlags } from '../../../client/features/tracking/runs-tree/run-facts.ts';
import { formatDuration } from '../../../client/host/duration.ts';
import { formatMetric, headlineMetric } from '../../../client/host/run-metrics.ts';
import type { MetricValue, Run } from '../../../schemas/protocol/tracking.ts';

const metric = (key: string, value: MetricValue, timestamp = 0) => ({ key, value, timestamp, step: 0 });

function run(change: Partial<Run> = {}): Run {
  return {
    info: {
      runId: 'r',
      runName: 'name',
      experimentId: '0',
      status: 'RUNNING',
      startTime: 0,
      endTime: null,
      lifecycleStage: 'active',
      artifactUri: '',
      userId: '',
    },
    params: {},
    metrics: [],
    tags: {},
    inputs: [],
    ...change,
  };
}

describe('the metric that stands for a run', () => {
  const metrics = [metric('auc', 0.9, 1), metric('loss', 0.2, 3), metric('system/cpu', 50, 9)];

  test('is the one logged last, system metrics aside', () => {
    expect(headlineMetric(run({ metrics }), '')?.key).toBe('loss');
  });
  test('is the preferred one, and none where the run lacks it', () => {
    expect(headlineMetric(run({ metrics }), 'auc')?.key).toBe('auc');
    expect(headlineMetric(run({ metrics }), 'f1')).toBeNull();
  });
  test('is none where nothing was logged', () => {
    expect(headlineMetric(run(), '')).toBeNull();
  });
});

test.each<[MetricValue, string]>([
  [0.123456789, '0.12346'],
  [3, '3'],
  [1234567, '1234600'],
  [1e-9, '1e-9'],
  ['NaN', 'NaN'],
  ['-Infinity', '-Infinity'],
])('a metric of %s reads %s', (value, text) => {
  expect(formatMetric(metric('m', value))).toBe(text);
});

test.each([
  [-5, '0 s'],
  [0, '0 s'],
  [3_000, '3 s'],
  [3_240, '3.2 s'],
  [59_400, '59 s'],
  [125_000, '2 min 5 s'],
  [4_320_000, '1 h 12 min'],
])('%i ms read %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('flags say what menus can offer', () => {
  const tags = { 'slipway.execution': 'e', 'slipway.star': 'true' };
  expect(runFlags(run({ tags }), true)).toBe('run active live executed starred');
  const apart = { 'slipway.pipeline': 'true', 'slipway.pipeline.copy': 'c' };
  expect(runFlags(run({ tags: apart }), false)).toBe('run active pipeline apart');
  const deleted = run();
  deleted.info.lifecycleStage = 'deleted';
  expect(runFlags(deleted, false)).toBe('run deleted');
});

test('a run has moved when its parent, experiment or stage changed, not when a tag did', () => {
  expect(hasMoved(run(), run({ tags: { note: 'x' } }))).toBe(false);
  expect(hasMoved(run(), run({ tags: { 'mlflow.parentRunId': 'p' } }))).toBe(true);
  const deleted = run();
  deleted.info.lifecycleStage = 'deleted';
  expect(hasMoved(run(), deleted)).toBe(true);
});
