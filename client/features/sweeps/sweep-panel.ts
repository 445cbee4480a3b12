import * as vscode from 'vscode';
import type { SweepAction, SweepContract, SweepTarget } from '../../../schemas/protocol/views/sweep.ts';
import { executeCommand } from '../../host/commands.ts';
import type { PanelKind } from '../../host/panels/panel-kind.ts';
import { sweepStrings } from './strings.ts';

export const sweepPanel: PanelKind<SweepContract, SweepTarget> = {
  view: 'sweep',
  title: () => vscode.l10n.t('Sweep'),
  options: (_host, target, runner) => ({
    strings: sweepStrings(),
    state: () => {
      const isReadOnly = runner.state.kind === 'ready' && runner.state.info.readOnly;
      return { target, canRun: vscode.workspace.isTrusted && !isReadOnly };
    },
    act: (action) => act(target, action),
  }),
};

function act({ folder, tracker, runId }: SweepTarget, action: SweepAction): unknown {
  const ref = (id: string) => ({ folder, tracker, runId: id });
  switch (action.kind) {
    case 'open':
      return executeCommand('slipway.openRun', ref(action.runId));
    case 'compare':
      return executeCommand('slipway.compareRuns', action.runIds.map(ref));
    case 'resume':
      return executeCommand('slipway.resumeSweep', ref(runId));
    case 'stop':
      return executeCommand('slipway.stopSweep', ref(runId));
  }
}
