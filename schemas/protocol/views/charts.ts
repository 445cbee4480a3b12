import type { PanelTarget } from './messages.ts';
import type { StatusStrings, TableStrings } from './runs-table.ts';

export interface ChartsTarget extends PanelTarget {
  runIds: string[];
}

export interface ChartsState {
  target: ChartsTarget;
}

export type ChartsAction =
  | { kind: 'open'; runId: string }
  /** The panel asks where to, and writes it. */
  | SaveFileAction;

export type SaveFileAction =
  | { kind: 'save'; fileName: string; content: 'base64'; data: string }
  | { kind: 'save'; fileName: string; content: 'text'; data: string };

/** How curves are drawn; kept over a reload. */
export interface ChartSettings {
  axis: 'step' | 'relative' | 'time';
  log: boolean;
  /** Weight of the exponential moving average, 0 to 0.99. */
  smoothing: number;
}

export interface ChartsSaved {
  state: ChartsState;
  settings: ChartSettings;
  search: string;
  hiddenRuns: string[];
  /** Metrics shown as tables instead of drawings. */
  tables: string[];
  scrollTop: number;
}

export interface ChartStrings extends TableStrings {
  xAxis: string;
  step: string;
  relative: string;
  time: string;
  logScale: string;
  logHides: string;
  smoothing: string;
  smoothed: string;
  smoothedOf: string;
  savePng: string;
  saveCsv: string;
  asTable: string;
  asDrawing: string;
  resetZoom: string;
  chartHelp: string;
  noPoints: string;
  summaryLine: string;
  summaryNone: string;
  summaryMore: string;
  moreRuns: string;
}

export interface ChartsStrings extends ChartStrings, StatusStrings {
  title: string;
  search: string;
  systemMetrics: string;
  metricCount: string;
  noMetricsTitle: string;
  noMetricsText: string;
  noMatch: string;
  errorTitle: string;
  retry: string;
  showRun: string;
  hideRun: string;
  openRun: string;
  live: string;
}

export interface ChartsContract {
  state: ChartsState;
  action: ChartsAction;
  strings: ChartsStrings;
  saved: ChartsSaved;
}
