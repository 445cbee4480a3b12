import type { StartContext } from './executions.ts';

/**
 * A search over params. What is left out is what the stage's `meta.slipway.sweep` says, which has the same words.
 */
export interface SweepRequest extends StartContext {
  /** A stage's name. Empty: the only stage that declares a sweep. */
  stage: string;
  method?: 'grid' | 'random' | 'tpe';
  maximize?: string;
  minimize?: string;
  /** `train.lr=0.001..0.1 log`, `depth=2..8`, `kind=tree,net`: together all that is searched. */
  params?: string[];
  trials?: number;
  parallel?: number;
  seed?: number;
  /** Successive halving on the metric's steps: the best 1 of so many goes on at each rung. */
  reduction?: number;
}

/** `pruned`: stopped early, for others were better after as many steps. */
export type TrialState = 'running' | 'finished' | 'pruned' | 'failed' | 'stopped';

export interface SweepTrial {
  /** From 0, in the order in which they began. */
  number: number;
  state: TrialState;
  /** The pipeline's run. */
  runId: string;
  /** As text, in the order of the sweep's `params`. */
  values: string[];
  /** Of the metric; null where there is none yet. */
  metric: number | null;
  /** Why it has none, for a person; empty where it has. */
  reason: string;
}

/** A sweep as its parent run and the trials below it tell it. */
export interface SweepView {
  runId: string;
  stage: string;
  method: 'grid' | 'random' | 'tpe';
  metric: string;
  goal: 'maximize' | 'minimize';
  /** Trials that it makes in all. */
  total: number;
  params: string[];
  trials: SweepTrial[];
  /** The run of the best trial that has finished. */
  best: string | null;
  /** By param, from 0 to 1; empty before there are two trials with a metric. */
  importance: Record<string, number>;
}

/** A stage whose dvc.yaml says what to search. */
export interface DeclaredSweep {
  stage: string;
  method: 'grid' | 'random' | 'tpe';
  metric: string;
  goal: 'maximize' | 'minimize';
  total: number;
  params: string[];
}

export interface SweepRequests {
  'sweeps/declared': { params: Record<string, never>; result: { sweeps: DeclaredSweep[] } };
  /** The operation's result is the sweep's view. Its parent run is there when this answers. */
  'sweeps/start': { params: SweepRequest; result: { operation: string; runId: string } };
  /** Makes the trials that are missing, also after the runner was gone. */
  'sweeps/resume': { params: StartContext & { runId: string }; result: { operation: string; runId: string } };
  /** Stops its trials, and then itself. */
  'sweeps/stop': { params: { runId: string }; result: null };
  'sweeps/view': { params: { runId: string }; result: SweepView };
}
