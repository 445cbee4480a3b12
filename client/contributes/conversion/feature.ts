import { type FeatureContribution, nothingContributed } from '../types.ts';
import { conversionCommands } from './commands.ts';

export const conversionContribution: FeatureContribution = {
  ...nothingContributed,
  commands: conversionCommands,
};
