import * as vscode from 'vscode';
import type { ChartsStrings } from '../../../../../schemas/protocol/views/charts.ts';
import { chartStrings } from '../../../../host/panels/strings.ts';
import { statusStrings } from './runs-table.ts';

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
