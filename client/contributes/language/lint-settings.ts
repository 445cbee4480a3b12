import type { FeatureContribution } from '../types.ts';

export const lintSettings = {
  'slipway.lint.enabled': {
    type: 'boolean',
    default: true,
    description:
      'Check `dvc.yaml`, params files, `slipway.yaml`, `*.model.yaml` and `*.data.yaml` as they are written.',
    scope: 'resource',
  },
  'slipway.referenceLenses': {
    type: 'string',
    enum: ['off', 'stages', 'all'],
    default: 'stages',
    description:
      'Above which names of manifests it stands how often they are used: `stages` and models, `all` (params, fields, targets, executors and trackers too), or `off`.',
    scope: 'resource',
  },
  'slipway.lint.rules': {
    type: 'object',
    default: {},
    description:
      'Severity of rules by code: `{"SW110": "warning", "SW120": "off"}`. `rules` in `slipway.yaml` counts more.',
    scope: 'resource',
    additionalProperties: { enum: ['off', 'hint', 'information', 'warning', 'error'] },
  },
} as const satisfies FeatureContribution['settings'];
