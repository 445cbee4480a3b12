import * as vscode from 'vscode';
import type { GateReport } from '../../../schemas/protocol/gates.ts';
import type {
  CompareVersionsTarget,
  GateReportTarget,
  ModelReportContract,
  ModelReportTarget,
} from '../../../schemas/protocol/views/model-report.ts';
import { executeCommand } from '../../host/commands.ts';
import { ClientError, describeError } from '../../host/errors.ts';
import type { Host } from '../../host/host.ts';
import type { PanelKind } from '../../host/panels/panel-kind.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { comparisonReport } from './compare/comparison-report.ts';
import { gateReportPage } from './gates/gate-report.ts';
import { runGates } from './gates/run-gates.ts';

/** Pages about models, which follow the runner's changes. */
export const modelReportPanel: PanelKind<ModelReportContract, ModelReportTarget> = {
  view: 'model-report',
  title: (target) =>
    target.kind === 'gates'
      ? vscode.l10n.t('Gates: {0}', `${target.model} ${target.version}`)
      : vscode.l10n.t(
          'Compare: {0}',
          `${target.left.model} ${target.left.version} ↔ ${target.right.model} ${target.right.version}`,
        ),
  options: (host, opened, runner) => {
    let target = opened;
    return {
      strings: {},
      refreshOn: ['registry/changed', 'gates/changed'],
      state: async () => {
        try {
          const report =
            target.kind === 'gates'
              ? gateReportPage(await gateReport(runner, target))
              : comparisonReport(await compared(runner, target));
          return { target, report, problem: null };
        } catch (error) {
          return { target, report: null, problem: describeError(error).message };
        }
      },
      act: ({ id }, view) => {
        if (target.kind === 'gates') return press(host, runner, target, id);
        if (id !== 'swap') return;
        target = { ...target, left: target.right, right: target.left };
        return view.refresh();
      },
    };
  },
};

function compared(runner: RunnerConnection, { left, right }: CompareVersionsTarget) {
  return runner.request('registry/compare', { left, right });
}

/** @throws ClientError `SLW-CLIENT-NO-REPORT` */
async function gateReport(
  runner: RunnerConnection,
  { model, version }: GateReportTarget,
): Promise<GateReport> {
  const { reports } = await runner.request('gates/reports', { model });
  const report = reports.find((candidate) => candidate.version === version);
  if (report) return report;
  throw new ClientError(
    'SLW-CLIENT-NO-REPORT',
    vscode.l10n.t('The gates of {0} {1} have not been evaluated yet.', model, version),
  );
}

async function press(
  host: Host,
  runner: RunnerConnection,
  target: GateReportTarget,
  id: string,
): Promise<void> {
  // Its report comes back as a change.
  if (id === 'evaluate') {
    await runGates(host, runner, target, true);
    return;
  }
  const { manifest, evidence } = await gateReport(runner, target);
  if (id === 'manifest')
    await vscode.window.showTextDocument(vscode.Uri.joinPath(runner.folder.uri, manifest));
  if (id === 'run' && evidence)
    await executeCommand('slipway.openRun', {
      folder: target.folder,
      tracker: 'local',
      runId: evidence.runId,
    });
}
