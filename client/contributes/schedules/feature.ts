import { type FeatureContribution, nothingContributed } from '../types.ts';
import { schedulesCommands } from './commands.ts';

export const schedulesContribution: FeatureContribution = {
  ...nothingContributed,
  commands: schedulesCommands,
  views: {
    'slipway.schedules': {
      name: 'Schedules',
      container: 'slipway',
      icon: 'client/media/activity-bar.svg',
      when: 'isWorkspaceTrusted && slipway.schedules > 0',
    },
  },
};
