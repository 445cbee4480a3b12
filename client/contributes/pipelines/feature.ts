import { type FeatureContribution, nothingContributed } from '../types.ts';
import { pipelinesCommands } from './commands.ts';
import { pipelinesSettings } from './settings.ts';
import { pipelinesProblemMatchers, pipelinesTasks } from './tasks.ts';
import { pipelinesViews, pipelinesWelcomes } from './views.ts';

export const pipelinesContribution: FeatureContribution = {
  ...nothingContributed,
  commands: pipelinesCommands,
  settings: pipelinesSettings,
  views: pipelinesViews,
  welcomes: pipelinesWelcomes,
  taskDefinitions: pipelinesTasks,
  problemMatchers: pipelinesProblemMatchers,
  activationEvents: [
    // Stages show their states, and a dvc.yaml its lenses and mistakes, without a click.
    'workspaceContains:**/dvc.yaml',
  ],
};
