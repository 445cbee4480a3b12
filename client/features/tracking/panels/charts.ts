import * as vscode from 'vscode';
import type { ChartsContract, ChartsTarget } from '../../../../schemas/protocol/views/charts.ts';
import { executeCommand } from '../../../host/commands.ts';
import type { PanelKind } from '../../../host/panels/panel-kind.ts';
import { saveFile } from '../../../host/panels/save-file.ts';
import { refsOf } from './panel-target.ts';
import { chartsStrings } from './strings/charts.ts';

export const chartsPanel: PanelKind<ChartsContract, ChartsTarget> = {
  view: 'charts',
  title: ({ runIds }) =>
    runIds.length === 1 ? vscode.l10n.t('Charts') : vscode.l10n.t('Charts: {0} runs', runIds.length),
  options: (_host, target) => ({
    strings: chartsStrings(),
    state: () => ({ target }),
    act: (action) =>
      action.kind === 'save'
        ? saveFile(target, action)
        : executeCommand('slipway.openRun', ...refsOf(target, [action.runId])),
  }),
};
