import { expect, it } from 'vitest';
import { detectedSources } from '../../../client/features/interop/import/detected-sources.ts';

it('names each source once, by the folder or file that an import takes', () => {
  const found = detectedSources([
    'sub/mlruns/1/meta.yaml',
    'mlruns/0/meta.yaml',
    'mlruns/1/meta.yaml',
    'old/mlflow.db',
  ]);
  expect(found).toEqual([
    { kind: 'mlflow-db', path: 'old/mlflow.db' },
    { kind: 'mlruns', path: 'mlruns' },
    { kind: 'mlruns', path: 'sub/mlruns' },
  ]);
});

it('takes TensorBoard files together by the folder that --logdir would name', () => {
  const found = detectedSources([
    'runs/a/events.out.tfevents.1',
    'runs/b/c/events.out.tfevents.2',
    'x.tfevents',
  ]);
  expect(found).toEqual([
    { kind: 'tensorboard', path: '' },
    { kind: 'tensorboard', path: 'runs' },
  ]);
});

it('takes DVCLive folders with their project, and alone where there is none', () => {
  const live = 'exp/dvclive/metrics.json';
  expect(detectedSources([live])).toEqual([{ kind: 'dvc', path: 'exp/dvclive' }]);
  expect(detectedSources([live, '.dvc/config'])).toEqual([{ kind: 'dvc', path: '' }]);
});
