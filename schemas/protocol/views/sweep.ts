import type { TrialState } from '../sweeps.ts';
import type { PanelTarget } from './messages.ts';
import type { ParallelStrings } from './parallel.ts';
import type { TableStrings } from './runs-table.ts';

export interface SweepTarget extends PanelTarget {
  /** The sweep's own run. */
  runId: string;
}

export interface SweepState {
  target: SweepTarget;
  canRun: boolean;
}

export type SweepAction =
  | { kind: 'open'; runId: string }
  | { kind: 'compare'; runIds: string[] }
  | { kind: 'resume' }
  | { kind: 'stop' };

export interface SweepSaved {
  state: SweepState;
}

export interface SweepStrings extends ParallelStrings, TableStrings {
  title: string;
  /** {0} stage, {1} method, {2} goal with the metric. */
  subject: string;
  methods: Record<'grid' | 'random' | 'tpe', string>;
  maximize: string;
  minimize: string;
  /** {0} of {1}. */
  progress: string;
  best: string;
  noBest: string;
  resume: string;
  stop: string;
  compare: string;
  openBest: string;
  trials: string;
  trial: string;
  state: string;
  reason: string;
  states: Record<TrialState, string>;
  importance: string;
  importanceHelp: string;
  importanceSoon: string;
  parallel: string;
  emptyTitle: string;
  emptyText: string;
  errorTitle: string;
  retry: string;
}

export interface SweepContract {
  state: SweepState;
  action: SweepAction;
  strings: SweepStrings;
  saved: SweepSaved;
}
