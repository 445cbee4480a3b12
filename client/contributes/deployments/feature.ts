import { type FeatureContribution, nothingContributed } from '../types.ts';
import { deploymentsCommands } from './commands.ts';

export const deploymentsContribution: FeatureContribution = {
  ...nothingContributed,
  commands: deploymentsCommands,
  views: {
    'slipway.deployments': {
      name: 'Deployments',
      container: 'slipway',
      icon: 'client/media/activity-bar.svg',
      when: 'isWorkspaceTrusted && workspaceFolderCount > 0',
    },
  },
  welcomes: [
    {
      view: 'slipway.deployments',
      when: 'isWorkspaceTrusted && slipway.targets == 0',
      contents:
        'No target is declared in this folder. A target is where models are served: the inference server of this machine, or a repository that another system deploys from.\n[Declare Target in slipway.yaml](command:slipway.declareTarget)',
    },
  ],
  activationEvents: ['onWebviewPanel:slipway.deployment'],
};
