import { type FeatureContribution, nothingContributed } from '../types.ts';
import { lintSettings } from './lint-settings.ts';

export const languageContribution: FeatureContribution = {
  ...nothingContributed,
  settings: lintSettings,
  activationEvents: ['workspaceContains:**/{params.yaml,*.model.yaml,*.data.yaml}', 'onLanguage:yaml'],
};
