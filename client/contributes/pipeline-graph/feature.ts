import { type FeatureContribution, nothingContributed } from '../types.ts';
import { pipelineGraphCommands } from './commands.ts';

export const pipelineGraphContribution: FeatureContribution = {
  ...nothingContributed,
  commands: pipelineGraphCommands,
  activationEvents: ['onWebviewPanel:slipway.pipeline-graph'],
};
