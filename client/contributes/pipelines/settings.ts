import type { SettingContribution } from '../types.ts';

export const pipelinesSettings = {
  'slipway.stageLenses': {
    type: 'boolean',
    default: true,
    description:
      'Show over each stage of a `dvc.yaml` whether it is up to date and why, its last run, and a way to run it.',
    scope: 'resource',
  },
} as const satisfies Record<`slipway.${string}`, SettingContribution>;
