import { type FeatureContribution, nothingContributed } from '../types.ts';
import { interopCommands } from './commands.ts';

export const interopContribution: FeatureContribution = {
  ...nothingContributed,
  commands: interopCommands,
  activationEvents: [
    // Its trackers are shown, and what is wrong in it, without a click.
    'workspaceContains:slipway.yaml',
  ],
};
