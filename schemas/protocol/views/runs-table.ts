import type { RunColumn, RunQuery, ViewType } from '../tracking.ts';
import type { PanelTarget } from './messages.ts';

export interface RunsTableTarget extends PanelTarget {
  /** Empty: all experiments. */
  experimentIds: string[];
}

export interface RunsTableState {
  target: RunsTableTarget;
  /** False where runs are only read: an untrusted workspace, or a store opened for reading. */
  canChange: boolean;
}

export type RunsTableAction =
  | { kind: 'open'; runId: string }
  | { kind: 'compare' | 'charts' | 'delete' | 'restore' | 'tag'; runIds: string[] }
  | { kind: 'star'; runIds: string[]; starred: boolean }
  /** `runIds` null: all that the query finds. */
  | {
      kind: 'export';
      format: 'csv' | 'arrow';
      query: RunQuery;
      runIds: string[] | null;
      columns: RunColumn[];
    }
  | { kind: 'run' };

/** What the table keeps over a reload. */
export interface RunsTableSaved {
  state: RunsTableState;
  filter: string;
  view: ViewType;
  sort: { column: RunColumn; descending: boolean } | null;
  order: RunColumn[];
  hidden: RunColumn[];
  pinned: RunColumn[];
  widths: Record<RunColumn, number>;
  selected: string[];
  scrollTop: number;
  scrollLeft: number;
}

/** Texts with `{0}`, `{1}` … for what is filled in. */
export interface TableStrings {
  sortAscending: string;
  sortDescending: string;
  notSorted: string;
  columnHelp: string;
  loading: string;
}

/** Names of the run statuses. */
export interface StatusStrings {
  statusRunning: string;
  statusScheduled: string;
  statusFinished: string;
  statusFailed: string;
  statusKilled: string;
}

export interface RunsTableStrings extends TableStrings, StatusStrings {
  title: string;
  filterLabel: string;
  filterPlaceholder: string;
  filterHelp: string;
  clearFilter: string;
  active: string;
  deleted: string;
  all: string;
  whichRuns: string;
  columns: string;
  columnsSearch: string;
  columnsNone: string;
  pin: string;
  unpin: string;
  moveLeft: string;
  moveRight: string;
  showAll: string;
  hideAll: string;
  resetColumns: string;
  done: string;
  groupMetrics: string;
  groupParams: string;
  groupTags: string;
  groupSystem: string;
  compare: string;
  charts: string;
  exportCsv: string;
  exportArrow: string;
  remove: string;
  restore: string;
  star: string;
  unstar: string;
  tag: string;
  starred: string;
  runCount: string;
  selectedCount: string;
  emptyTitle: string;
  emptyText: string;
  emptyRun: string;
  noMatchTitle: string;
  noMatchText: string;
  errorTitle: string;
  retry: string;
  name: string;
  status: string;
  started: string;
  duration: string;
  experiment: string;
  user: string;
  runId: string;
}

export interface RunsTableContract {
  state: RunsTableState;
  action: RunsTableAction;
  strings: RunsTableStrings;
  saved: RunsTableSaved;
}
