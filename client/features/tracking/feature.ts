import * as vscode from 'vscode';
import { registerCommands } from '../../host/commands.ts';
import type { Feature } from '../../host/host.ts';
import { registerDebugSessions } from './debug/debug-sessions.ts';
import { registerPanels } from './panels/register.ts';
import { runFor } from './pick-runs.ts';
import { registerRunsTree } from './runs-tree/register.ts';
import { registerCommandOnPath } from './terminal/command-on-path.ts';
import { registerTerminals } from './terminal/register.ts';
import { Tracking } from './tracking.ts';

/** Runs: starting them, seeing them, and what can be done with them. Handlers are imported when first used. */
export const trackingFeature: Feature = (host) => {
  const tracking = new Tracking(host);
  const start = () => import('./start/start-runs.ts');
  const change = () => import('./manage/change-runs.ts');
  const runner = () => import('./manage/runner-commands.ts');
  return vscode.Disposable.from(
    tracking,
    registerRunsTree(tracking),
    registerPanels(tracking),
    registerDebugSessions(tracking),
    registerTerminals(tracking),
    registerCommandOnPath(host),
    registerCommands(host, {
      'slipway.runPythonFile': async (file) => (await start()).runPythonFile(tracking, file),
      'slipway.runNotebook': async (file) => (await start()).runNotebook(tracking, file),
      'slipway.trackKernel': async (file) =>
        (await import('./notebook/track-kernel.ts')).trackKernel(tracking, file),
      'slipway.runCommand': async () => (await start()).runCommand(tracking),
      'slipway.rerun': async (...args) =>
        (await start()).rerun(tracking, await runFor(tracking, args, { title: vscode.l10n.t('Rerun') })),
      'slipway.stopRun': async (...args) => (await change()).stopRuns(tracking, args),
      'slipway.renameRun': async (...args) => (await change()).renameRun(tracking, args),
      'slipway.editNote': async (...args) => (await change()).editNote(tracking, args),
      'slipway.starRun': async (...args) => (await change()).starRuns(tracking, args),
      'slipway.unstarRun': async (...args) => (await change()).unstarRuns(tracking, args),
      'slipway.addTag': async (...args) => (await change()).addTag(tracking, args),
      'slipway.removeTag': async (...args) => (await change()).removeTag(tracking, args),
      'slipway.deleteRun': async (...args) => (await change()).deleteRuns(tracking, args),
      'slipway.restoreRun': async (...args) => (await change()).restoreRuns(tracking, args),
      'slipway.showOutput': async (...args) =>
        (await import('./output/show-output.ts')).showOutput(tracking, args),
      'slipway.openArtifact': async (...args) =>
        (await import('./manage/open-artifact.ts')).openArtifact(tracking, args),
      'slipway.chooseTracker': async () => (await runner()).chooseTracker(tracking),
      'slipway.copyTrackingUri': async () => (await runner()).copyTrackingUri(tracking),
      'slipway.stopRunner': async () => (await runner()).stopRunner(tracking),
      'slipway.openWalkthrough': () =>
        vscode.commands.executeCommand(
          'workbench.action.openWalkthrough',
          `${host.context.extension.id}#firstRun`,
        ),
      'slipway.showLog': () => host.log.show(),
    }),
  );
};
