import { known, unknown } from '../../../../server/language/workspace/known.ts';
import type { Providers } from '../../../../server/language/workspace/providers.ts';

/** A registry, runs and data files as a workspace with a history has them. */
export const knownWorld: Partial<Providers> = {
  registry: {
    models: () =>
      known([
        {
          name: 'fraud',
          versions: [
            { version: '2', aliases: ['champion'] },
            { version: '1', aliases: ['production'] },
          ],
        },
        { name: 'churn', versions: [{ version: '1', aliases: ['candidate'] }] },
      ]),
    metrics: () => known(['auc', 'val/loss', 'accuracy']),
    stageNow: () => known({ state: 'fresh', reasons: [] }),
    lastGates: () => unknown,
    lastRun: () => known({ endedAt: 0, durationMs: 1000, metrics: new Map([['auc', 0.93]]) }),
  },
  contents: {
    modelGraph: () =>
      known({
        inputs: [
          { name: 'x', datatype: 'FP32', shape: [-1, 2] },
          { name: 'mask: a', datatype: 'BOOL', shape: [-1] },
        ],
        outputs: [{ name: 'proba', datatype: 'FP32', shape: [-1, 2] }],
      }),
    columns: () =>
      known([
        { name: 'amount', type: 'number' },
        { name: 'age', type: 'integer' },
        { name: 'merchant, city', type: 'string' },
      ]),
  },
};
