import { expect, test } from 'vitest';
import { metricsTable } from '../../bed/demo-metrics.ts';

test('the demo ends with the latest value of each metric, by name, those of the machine last', () => {
  const table = metricsTable({
    info: { run_id: '1', run_name: 'gentle-bass', status: 'FINISHED' },
    data: {
      metrics: [
        { key: 'system/cpu', value: 100, step: 2 },
        { key: 'train/loss', value: 0.0900712, step: 39 },
        { key: 'f1', value: 1, step: 0 },
      ],
    },
  });
  expect(table).toBe(
    [
      'Run gentle-bass: FINISHED',
      '',
      'metric        latest  step',
      'f1            1.0000     0',
      'train/loss  0.090071    39',
      'system/cpu    100.00     2',
    ].join('\n'),
  );
});
