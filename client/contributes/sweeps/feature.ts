import { type FeatureContribution, nothingContributed } from '../types.ts';
import { sweepsCommands } from './commands.ts';

export const sweepsContribution: FeatureContribution = {
  ...nothingContributed,
  commands: sweepsCommands,
  activationEvents: ['onWebviewPanel:slipway.sweep'],
};
