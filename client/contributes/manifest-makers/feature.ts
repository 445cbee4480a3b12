import { type FeatureContribution, nothingContributed } from '../types.ts';
import { manifestMakerCommands } from './commands.ts';

export const manifestMakersContribution: FeatureContribution = {
  ...nothingContributed,
  commands: manifestMakerCommands,
};
