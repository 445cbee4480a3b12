import type { ChartSettings, ChartStrings, SaveFileAction } from './charts.ts';
import type { PanelTarget } from './messages.ts';
import type { ParallelStrings } from './parallel.ts';

export interface CompareTarget extends PanelTarget {
  runIds: string[];
}

export interface CompareState {
  target: CompareTarget;
}

export type CompareAction = { kind: 'open'; runId: string } | SaveFileAction;
export type CompareTab = 'differences' | 'curves' | 'parallel';

export interface CompareSaved {
  state: CompareState;
  tab: CompareTab;
  showAll: boolean;
  search: string;
  settings: ChartSettings;
  tables: string[];
  colourBy: string | null;
}

export interface CompareStrings extends ChartStrings, ParallelStrings {
  title: string;
  differences: string;
  curves: string;
  parallel: string;
  showAll: string;
  search: string;
  name: string;
  values: string;
  distinct: string;
  metric: string;
  param: string;
  runCount: string;
  noDifferenceTitle: string;
  noDifferenceText: string;
  errorTitle: string;
  retry: string;
  colourBy: string;
  nothing: string;
  brushed: string;
  clearBrushes: string;
  aggregated: string;
  systemMetrics: string;
  showRun: string;
  hideRun: string;
  openRun: string;
  live: string;
}

export interface CompareContract {
  state: CompareState;
  action: CompareAction;
  strings: CompareStrings;
  saved: CompareSaved;
}
