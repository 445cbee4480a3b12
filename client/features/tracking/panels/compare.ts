import * as vscode from 'vscode';
import type { CompareContract, CompareTarget } from '../../../../schemas/protocol/views/compare.ts';
import { executeCommand } from '../../../host/commands.ts';
import type { PanelKind } from '../../../host/panels/panel-kind.ts';
import { saveFile } from '../../../host/panels/save-file.ts';
import { refsOf } from './panel-target.ts';
import { compareStrings } from './strings/compare.ts';

export const comparePanel: PanelKind<CompareContract, CompareTarget> = {
  view: 'compare',
  title: ({ runIds }) => vscode.l10n.t('Compare: {0} runs', runIds.length),
  options: (_host, target) => ({
    strings: compareStrings(),
    state: () => ({ target }),
    act: (action) =>
      action.kind === 'save'
        ? saveFile(target, action)
        : executeCommand('slipway.openRun', ...refsOf(target, [action.runId])),
  }),
};
