import { type FeatureContribution, nothingContributed } from '../types.ts';

export const languageContribution: FeatureContribution = {
  ...nothingContributed,
  activationEvents: ['onLanguage:yaml'],
};
