import * as vscode from 'vscode';
import type { ChartStrings, ChartsStrings } from '../../../../../schemas/protocol/views/charts.ts';
import { tableStrings } from '../../../../host/panels/strings.ts';
import { statusStrings } from './runs-table.ts';

export function chartStrings(): ChartStrings {
  return {
    ...tableStrings(),
    xAxis: vscode.l10n.t('Horizontal axis'),
    step: vscode.l10n.t('Step'),
    relative: vscode.l10n.t('Relative time'),
    time: vscode.l10n.t('Wall-clock time'),
    logScale: vscode.l10n.t('Log scale'),
    logHides: vscode.l10n.t('{0} values ≤ 0 not shown'),
    smoothing: vscode.l10n.t('Smoothing'),
    smoothed: vscode.l10n.t('smoothed (EMA {0})'),
    smoothedOf: vscode.l10n.t('smoothed (EMA {0}, over {1} of {2} points)'),
    savePng: vscode.l10n.t('Save as PNG'),
    saveCsv: vscode.l10n.t('Save as CSV'),
    asTable: vscode.l10n.t('Show as Table'),
    asDrawing: vscode.l10n.t('Show as Chart'),
    resetZoom: vscode.l10n.t('Reset Zoom'),
    chartHelp: vscode.l10n.t(
      'Left and right arrows read the values, plus and minus zoom, Escape resets. The table button gives all values.',
    ),
    noPoints: vscode.l10n.t('No values yet'),
    summaryLine: vscode.l10n.t('{0}: from {1} to {2}, between {3} and {4}'),
    summaryNone: vscode.l10n.t('{0}: no values'),
    summaryMore: vscode.l10n.t('And {0} more runs'),
    moreRuns: vscode.l10n.t('and {0} more'),
  };
}

export function legendStrings() {
  return {
    showRun: vscode.l10n.t('Show {0}'),
    hideRun: vscode.l10n.t('Hide {0}'),
    openRun: vscode.l10n.t('Open {0}'),
    live: vscode.l10n.t('Running'),
  };
}

export function chartsStrings(): ChartsStrings {
  return {
    ...chartStrings(),
    ...statusStrings(),
    ...legendStrings(),
    title: vscode.l10n.t('Charts'),
    search: vscode.l10n.t('Search metrics'),
    systemMetrics: vscode.l10n.t('System metrics'),
    metricCount: vscode.l10n.t('{0} metrics'),
    noMetricsTitle: vscode.l10n.t('No metrics yet'),
    noMetricsText: vscode.l10n.t('Charts appear here as soon as a run logs its first metric.'),
    noMatch: vscode.l10n.t('No metric has this in its name.'),
    errorTitle: vscode.l10n.t('The metrics cannot be shown'),
    retry: vscode.l10n.t('Try Again'),
  };
}
