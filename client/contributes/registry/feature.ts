import { type FeatureContribution, nothingContributed } from '../types.ts';
import { registryCommands } from './commands.ts';

export const registryContribution: FeatureContribution = {
  ...nothingContributed,
  commands: registryCommands,
  views: {
    'slipway.models': {
      name: 'Models',
      container: 'slipway',
      icon: 'client/media/activity-bar.svg',
      when: 'isWorkspaceTrusted && (slipway.hasRuns || slipway.models > 0)',
    },
  },
  welcomes: [
    {
      view: 'slipway.models',
      when: 'slipway.models == 0',
      contents:
        'No model is registered yet. A registered model has versions, each with its run, code and data, to be compared, released and rolled back.\n[Register Model…](command:slipway.registerModel)',
    },
  ],
  activationEvents: ['onWebviewPanel:slipway.model-report'],
};
