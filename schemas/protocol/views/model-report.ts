import type { VersionRef } from '../registry.ts';
import type { PanelTarget } from './messages.ts';

export interface CompareVersionsTarget extends PanelTarget {
  kind: 'compare';
  left: VersionRef;
  right: VersionRef;
}
export interface GateReportTarget extends PanelTarget {
  kind: 'gates';
  model: string;
  version: string;
}
export type ModelReportTarget = CompareVersionsTarget | GateReportTarget;

export type ReportTone = 'plain' | 'muted' | 'good' | 'bad' | 'warning';

/** A line break in `text` is one. */
export interface ReportCell {
  text: string;
  tone: ReportTone;
  /** Codicon's name. */
  icon?: string;
  /** Numbers and code, in the editor's letters. */
  code?: true;
}

export interface ReportTable {
  title: string;
  /** Folded away until it is asked for. */
  folded: boolean;
  /** Its cells hold sentences: where there is little room, they stand below one another. */
  stacks: boolean;
  columns: string[];
  rows: ReportCell[][];
}

/** What can be done about a report; `id` comes back as the action. */
export interface ReportButton {
  id: string;
  label: string;
  icon: string;
}

/** A page about models in a person's words, made by the panel. */
export interface ModelReport {
  title: string;
  verdict: ReportCell | null;
  facts: { name: string; value: string }[];
  buttons: ReportButton[];
  tables: ReportTable[];
  /** What stands in place of tables that are all empty. */
  nothing: string;
}

export interface ModelReportState {
  target: ModelReportTarget;
  report: ModelReport | null;
  /** Why there is no report. */
  problem: string | null;
}

export interface ModelReportContract {
  state: ModelReportState;
  action: { kind: 'press'; id: string };
  strings: Record<string, never>;
  saved: { state: ModelReportState };
}
