import { ciCommands } from './ci/commands.ts';
import { conversionCommands } from './conversion/commands.ts';
import { deploymentsCommands } from './deployments/commands.ts';
import { interopCommands } from './interop/commands.ts';
import { manifestMakerCommands } from './manifest-makers/commands.ts';
import { pipelineGraphCommands } from './pipeline-graph/commands.ts';
import { pipelinesCommands } from './pipelines/commands.ts';
import { registryCommands } from './registry/commands.ts';
import { schedulesCommands } from './schedules/commands.ts';
import { stageMakerCommands } from './stage-makers/commands.ts';
import { sweepsCommands } from './sweeps/commands.ts';
import { trackingCommands } from './tracking/commands.ts';

/** Every command of Slipway: one line for a new feature. */
export const commands = {
  ...trackingCommands,
  ...interopCommands,
  ...stageMakerCommands,
  ...manifestMakerCommands,
  ...pipelinesCommands,
  ...pipelineGraphCommands,
  ...sweepsCommands,
  ...schedulesCommands,
  ...registryCommands,
  ...conversionCommands,
  ...deploymentsCommands,
  ...ciCommands,
};

export type CommandId = keyof typeof commands;
