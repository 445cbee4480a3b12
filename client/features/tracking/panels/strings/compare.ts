import * as vscode from 'vscode';
import type { CompareStrings } from '../../../../../schemas/protocol/views/compare.ts';
import { chartStrings, parallelStrings } from '../../../../host/panels/strings.ts';
import { legendStrings } from './charts.ts';

export function compareStrings(): CompareStrings {
  return {
    ...chartStrings(),
    ...legendStrings(),
    title: vscode.l10n.t('Compare'),
    differences: vscode.l10n.t('Differences'),
    curves: vscode.l10n.t('Curves'),
    parallel: vscode.l10n.t('Parallel Coordinates'),
    showAll: vscode.l10n.t('Show What Is the Same'),
    search: vscode.l10n.t('Search'),
    name: vscode.l10n.t('Name'),
    values: vscode.l10n.t('Values'),
    distinct: vscode.l10n.t('{0} values'),
    metric: vscode.l10n.t('Metric'),
    param: vscode.l10n.t('Parameter'),
    runCount: vscode.l10n.t('{0} runs'),
    noDifferenceTitle: vscode.l10n.t('Nothing differs'),
    noDifferenceText: vscode.l10n.t('The shown parameters and metrics are the same in all of these runs.'),
    errorTitle: vscode.l10n.t('The runs cannot be compared'),
    retry: vscode.l10n.t('Try Again'),
    ...parallelStrings(),
    ...rangeStrings(),
    aggregated: vscode.l10n.t('{0} runs: each chart shows their greatest, p90, median, p10 and least value.'),
    systemMetrics: vscode.l10n.t('System metrics'),
  };
}

function rangeStrings() {
  return {
    colourBy: vscode.l10n.t('Colour by'),
    nothing: vscode.l10n.t('Nothing'),
    brushed: vscode.l10n.t('{0} runs in range'),
    clearBrushes: vscode.l10n.t('Clear Ranges'),
  };
}
