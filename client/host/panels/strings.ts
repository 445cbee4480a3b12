import * as vscode from 'vscode';
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

export function parallelStrings(): ParallelStrings {
  return {
    parallelHelp: vscode.l10n.t(
      'Drag along an axis to keep the runs that pass there. By keyboard: left and right choose an axis, up and down move its lower end, with Shift its upper end, Escape clears. The differences hold the same values as a table.',
    ),
    parallelSummary: vscode.l10n.t('Parallel coordinates of {0} runs over {1}; {2} in range'),
    noAxes: vscode.l10n.t('Nothing differs between these runs that an axis could show.'),
  };
}
