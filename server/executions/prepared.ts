import type {
  ExecutionKind,
  ExecutionRecipe,
  StartContext,
  StartedExecution,
} from '../../schemas/protocol/executions.ts';
import type { ExecutionFacts, StageFacts } from '../jobs/execution-files.ts';

/** What is to be started, once its run is prepared. */
export interface PreparedLaunch {
  kind: ExecutionKind;
  /** Script or notebook, absolute; null for any other command. */
  file: string | null;
  interpreter: string | null;
  terminalId: string | null;
  /** As shown and kept: secrets redacted. */
  commandLine: string;
  context: StartContext;
  stage?: StageFacts;
  recipe: ExecutionRecipe | null;
}

/** What a supervisor of ours is to start. */
export interface Launch extends PreparedLaunch {
  /** What is started, and with which environment, once the run and its secret are known. */
  command: (prepared: PreparedExecution) => { argv: string[]; env: Record<string, string> };
}

export interface PreparedExecution extends StartedExecution {
  /** Path segment of the execution's own tracking URI. */
  secret: string;
  executionDir: string;
}

/** Of the user's environment only what companions need: it is kept for as long as the process lives. */
export function factsOf({ file, interpreter, terminalId, context, stage }: PreparedLaunch): ExecutionFacts {
  const watched = ['CUDA_VISIBLE_DEVICES', 'ROCR_VISIBLE_DEVICES', 'HIP_VISIBLE_DEVICES', 'PATH'];
  const env = Object.fromEntries(Object.entries(context.env).filter(([name]) => watched.includes(name)));
  const metricFiles = context.metricFiles ?? [];
  return { file, interpreter, terminalId, metricFiles, env, ...(stage ? { stage } : {}) };
}
