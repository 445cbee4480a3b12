import * as vscode from 'vscode';
import { registerCommands } from '../../../host/commands.ts';
import { openPanel, restorePanels } from '../../../host/panels/panel-kind.ts';
import { chooseRunner } from '../../../host/runner/choose-runner.ts';
import { runFor, runsFor } from '../pick-runs.ts';
import type { ExperimentNode } from '../runs-tree/nodes.ts';
import type { Tracking } from '../tracking.ts';
import { chartsPanel } from './charts.ts';
import { comparePanel } from './compare.ts';
import { targetOf } from './panel-target.ts';
import { runPanel } from './run.ts';
import { runsTablePanel } from './runs-table.ts';

/** The panels of runs, the commands that open them, and their return after a reload. */
export function registerPanels(tracking: Tracking): vscode.Disposable {
  const { host } = tracking;
  const chosenFolder = async () => {
    const runner = await chooseRunner(host.runners, vscode.l10n.t('Open Runs Table'));
    return runner.folder.uri.toString();
  };
  return vscode.Disposable.from(
    restorePanels(host, runsTablePanel),
    restorePanels(host, chartsPanel),
    restorePanels(host, runPanel),
    restorePanels(host, comparePanel),
    registerCommands(host, {
      'slipway.openRunsTable': async (from) => {
        const given = isExperiment(from) ? from : undefined;
        const folder = given?.folder ?? (await chosenFolder());
        const tracker = given?.tracker ?? tracking.trackerOf(folder);
        openPanel(host, runsTablePanel, {
          folder,
          tracker,
          experimentIds: given === undefined ? [] : [given.experiment.experimentId],
        });
      },
      'slipway.openRun': async (...args) => {
        const { folder, tracker, runId } = await runFor(tracking, args, { title: vscode.l10n.t('Open Run') });
        openPanel(host, runPanel, { folder, tracker, runId });
      },
      'slipway.compareRuns': async (...args) => {
        const choice = { title: vscode.l10n.t('Compare Runs'), many: true };
        openPanel(host, comparePanel, targetOf(await runsFor(tracking, args, choice)));
      },
      'slipway.openCharts': async (...args) => {
        const choice = { title: vscode.l10n.t('Open Charts'), many: true };
        openPanel(host, chartsPanel, targetOf(await runsFor(tracking, args, choice)));
      },
    }),
  );
}

/** An experiment's row in the tree. */
function isExperiment(value: unknown): value is ExperimentNode {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'experiment';
}
