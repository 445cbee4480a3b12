import * as vscode from 'vscode';
import type { ChartStrings } from '../../../schemas/protocol/views/charts.ts';
import type { ParallelStrings } from '../../../schemas/protocol/views/parallel.ts';
import type { TableStrings } from '../../../schemas/protocol/views/runs-table.ts';

export function tableStrings(): TableStrings {
  return {
    sortAscending: vscode.l10n.t('Sorted ascending. Click to sort descending.'),
    sortDescending: vscode.l10n.t('Sorted descending. Click to sort ascending.'),
    notSorted: vscode.l10n.t('Click to sort.'),
    columnHelp: vscode.l10n.t(
      'Drag to move, drag the edge to resize. By keyboard: Enter sorts, Ctrl+Arrow moves, Shift+Arrow resizes.',
    ),
    loading: vscode.l10n.t('Loading'),
  };
}

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

export function parallelStrings(): ParallelStrings {
  return {
    parallelHelp: vscode.l10n.t(
      'Drag along an axis to keep the runs that pass there. By keyboard: left and right choose an axis, up and down move its lower end, with Shift its upper end, Escape clears. The differences hold the same values as a table.',
    ),
    parallelSummary: vscode.l10n.t('Parallel coordinates of {0} runs over {1}; {2} in range'),
    noAxes: vscode.l10n.t('Nothing differs between these runs that an axis could show.'),
  };
}
