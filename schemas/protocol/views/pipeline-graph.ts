import type { SaveFileAction } from './charts.ts';
import type { PanelTarget } from './messages.ts';

export interface PipelineGraphState {
  target: PanelTarget;
  /** Name of the stage to show and select; sent once. */
  reveal: string | null;
  /** The folder is trusted: stages may be run. */
  canRun: boolean;
}

export type PipelineGraphAction =
  /** To the line of a dvc.yaml, absolute and from 1; with `takeFocus` the keyboard goes there too. */
  | { kind: 'goTo'; file: string; line: number; takeFocus: boolean }
  | { kind: 'run' | 'runDownstream' | 'force'; stage: string }
  | { kind: 'showRun' | 'showOutput'; runId: string }
  | { kind: 'copy'; text: string }
  | { kind: 'trust' }
  | SaveFileAction;

export type GraphDirection = 'right' | 'down';

/** What is shown of the graph: a stage and what lies so many steps up and down from it; null is all that there is. */
export interface GraphFocus {
  /** Id of a node. */
  node: string;
  up: number | null;
  down: number | null;
}

/** What part of the drawing is in sight: the top left corner of the view in drawing units is `-x / scale, -y / scale`. */
export interface GraphViewport {
  x: number;
  y: number;
  scale: number;
}

export interface PipelineGraphSaved {
  state: { target: PanelTarget };
  direction: GraphDirection;
  /** Groups (`foreach`, `matrix`) that are shown stage by stage. */
  expanded: string[];
  showsFiles: boolean;
  search: string;
  focus: GraphFocus | null;
  selected: string | null;
  /** Null until it was moved. */
  viewport: GraphViewport | null;
}

export interface StageStateStrings {
  fresh: string;
  stale: string;
  queued: string;
  running: string;
  failed: string;
  blocked: string;
  frozen: string;
  unknown: string;
}

export interface PipelineGraphStrings {
  title: string;
  states: StageStateStrings;
  /** `3 fresh` and so on, in a group's node and in labels. */
  counted: StageStateStrings;
  search: string;
  matchCount: string;
  stageCount: string;
  timeLeft: string;
  overdue: string;
  runningFor: string;
  groupOf: string;
  files: string;
  fileLabel: string;
  direction: string;
  showFiles: string;
  fit: string;
  zoomIn: string;
  zoomOut: string;
  copyMermaid: string;
  saveSvg: string;
  savePng: string;
  expandAll: string;
  collapseAll: string;
  expand: string;
  collapse: string;
  details: string;
  closeDetails: string;
  goToLine: string;
  run: string;
  runDownstream: string;
  force: string;
  showRun: string;
  showOutput: string;
  focus: string;
  focusOn: string;
  focusOff: string;
  upstream: string;
  downstream: string;
  allSteps: string;
  why: string;
  reads: string;
  writes: string;
  command: string;
  lastRun: string;
  lastRunOk: string;
  lastRunFailed: string;
  lastOutput: string;
  file: string;
  madeBy: string;
  graphHelp: string;
  emptyTitle: string;
  emptyText: string;
  emptyLink: string;
  faultsTitle: string;
  brokenTitle: string;
  errorTitle: string;
  retry: string;
  untrustedTitle: string;
  untrustedText: string;
  trust: string;
  layingOut: string;
}

export interface PipelineGraphContract {
  state: PipelineGraphState;
  action: PipelineGraphAction;
  strings: PipelineGraphStrings;
  saved: PipelineGraphSaved;
}
