import { type FeatureContribution, nothingContributed } from '../types.ts';
import { ciCommands } from './commands.ts';

export const ciContribution: FeatureContribution = {
  ...nothingContributed,
  commands: ciCommands,
};
