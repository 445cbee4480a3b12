import * as vscode from 'vscode';
import type {
  RunsTableAction,
  RunsTableContract,
  RunsTableTarget,
} from '../../../../schemas/protocol/views/runs-table.ts';
import { executeCommand } from '../../../host/commands.ts';
import type { PanelKind } from '../../../host/panels/panel-kind.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { exportRuns } from './export-runs.ts';
import { refsOf } from './panel-target.ts';
import { runsTableStrings } from './strings/runs-table.ts';

export const runsTablePanel: PanelKind<RunsTableContract, RunsTableTarget> = {
  view: 'runs-table',
  title: (_target, runner) => vscode.l10n.t('Runs: {0}', runner.folder.name),
  options: (_host, target, runner) => ({
    strings: runsTableStrings(),
    state: () => ({
      target,
      canChange: vscode.workspace.isTrusted && !(runner.state.kind === 'ready' && runner.state.info.readOnly),
    }),
    act: (action) => act(runner, target, action),
  }),
};

function act(runner: RunnerConnection, target: RunsTableTarget, action: RunsTableAction): Thenable<unknown> {
  const runs = (runIds: readonly string[]) => {
    const refs = refsOf(target, runIds);
    return [refs[0], refs] as const;
  };
  switch (action.kind) {
    case 'open':
      return executeCommand('slipway.openRun', ...runs([action.runId]));
    case 'compare':
      return executeCommand('slipway.compareRuns', ...runs(action.runIds));
    case 'charts':
      return executeCommand('slipway.openCharts', ...runs(action.runIds));
    case 'delete':
      return executeCommand('slipway.deleteRun', ...runs(action.runIds));
    case 'restore':
      return executeCommand('slipway.restoreRun', ...runs(action.runIds));
    case 'tag':
      return executeCommand('slipway.addTag', ...runs(action.runIds));
    case 'star':
      return executeCommand(action.starred ? 'slipway.starRun' : 'slipway.unstarRun', ...runs(action.runIds));
    case 'export':
      return exportRuns(runner, target, action);
    case 'run':
      return executeCommand('slipway.runCommand');
  }
}
