import { type FeatureContribution, nothingContributed } from '../types.ts';
import { grammars, languageDefaults, languages } from './languages.ts';
import { lintSettings } from './lint-settings.ts';

export const languageContribution: FeatureContribution = {
  ...nothingContributed,
  settings: lintSettings,
  languages,
  grammars,
  configurationDefaults: languageDefaults,
  activationEvents: ['workspaceContains:**/{params.yaml,*.model.yaml,*.data.yaml}', 'onLanguage:yaml'],
};
