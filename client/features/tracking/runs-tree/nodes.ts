import type { Experiment, Run } from '../../../../schemas/protocol/tracking.ts';
import type { RunRef } from '../../../host/run-ref.ts';

export interface FolderNode {
  kind: 'folder';
  folder: string;
  name: string;
}

export interface ExperimentNode {
  kind: 'experiment';
  folder: string;
  tracker: string;
  experiment: Experiment;
  /** The one with the latest run stands open. */
  first: boolean;
}

/** A run's row; carries a `RunRef`, so that commands take it as it is. */
export interface RunNode extends RunRef {
  kind: 'run';
  run: Run;
  childCount: number;
}

/** The rest of a long list. */
export interface MoreNode {
  kind: 'more';
  /** Key of the list that it continues: see `listKey`. */
  list: string;
  left: number;
}

/** What is wrong with one folder of several, in its place. */
export interface ProblemNode {
  kind: 'problem';
  folder: string;
  message: string;
}

export type Node = FolderNode | ExperimentNode | RunNode | MoreNode | ProblemNode;
