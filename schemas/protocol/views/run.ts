import type { PanelTarget } from './messages.ts';
import type { StatusStrings, TableStrings } from './runs-table.ts';

export interface RunTarget extends PanelTarget {
  runId: string;
}

/** An artifact as the view can show it in place. */
export type ArtifactPreview =
  | { kind: 'image'; path: string; uri: string }
  /** `truncated`: only the beginning was read. */
  | { kind: 'text' | 'table'; path: string; text: string; truncated: boolean }
  /** Cannot be shown in place; the editor may open it. */
  | { kind: 'other'; path: string }
  | { kind: 'failed'; path: string; message: string };

export interface RunState {
  target: RunTarget;
  preview: ArtifactPreview | null;
  /** Where the end of the process's output begins that is shown, in bytes; null where none is kept. */
  output: { executionId: string; from: number } | null;
  canChange: boolean;
}

export type RunAction =
  | {
      kind: 'charts' | 'output' | 'stop' | 'rerun' | 'rename' | 'note' | 'delete' | 'restore' | 'tag';
    }
  | { kind: 'star'; starred: boolean }
  | { kind: 'preview'; path: string }
  | { kind: 'open-artifact'; path: string }
  | { kind: 'copy'; text: string };

export interface RunSaved {
  state: RunState;
  preview: string | null;
  scrollTop: number;
}

export interface RunStrings extends StatusStrings, TableStrings {
  title: string;
  params: string;
  metrics: string;
  tags: string;
  note: string;
  noNote: string;
  editNote: string;
  provenance: string;
  inputs: string;
  artifacts: string;
  noArtifacts: string;
  output: string;
  noOutput: string;
  showOutput: string;
  outputTruncated: string;
  noParams: string;
  noMetrics: string;
  warning: string;
  failure: string;
  charts: string;
  stop: string;
  rerun: string;
  rename: string;
  star: string;
  unstar: string;
  addTag: string;
  remove: string;
  restore: string;
  deleted: string;
  commit: string;
  dirty: string;
  branch: string;
  repository: string;
  command: string;
  source: string;
  machine: string;
  python: string;
  user: string;
  runId: string;
  started: string;
  ended: string;
  duration: string;
  exitCode: string;
  name: string;
  value: string;
  step: string;
  copy: string;
  openInEditor: string;
  previewTruncated: string;
  notShown: string;
  chooseArtifact: string;
  errorTitle: string;
  retry: string;
}

export interface RunContract {
  state: RunState;
  action: RunAction;
  strings: RunStrings;
  saved: RunSaved;
}
