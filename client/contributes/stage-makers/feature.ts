import { type FeatureContribution, nothingContributed } from '../types.ts';
import { stageMakerCommands } from './commands.ts';

export const stageMakersContribution: FeatureContribution = {
  ...nothingContributed,
  commands: stageMakerCommands,
};
