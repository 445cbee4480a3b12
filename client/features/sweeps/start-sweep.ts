import * as vscode from 'vscode';
import { followOperation } from '../../host/follow-operation.ts';
import type { Host } from '../../host/host.ts';
import { openPanel } from '../../host/panels/panel-kind.ts';
import type { RunRef } from '../../host/run-ref.ts';
import { chooseRunner } from '../../host/runner/choose-runner.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import type { StageRef } from '../../host/stage-ref.ts';
import { startContext } from '../../host/start/start-context.ts';
import { askForSweep } from './ask-for-sweep.ts';
import { sweepPanel } from './sweep-panel.ts';

/** Asks what to search where the stage does not say it, starts the sweep and shows its page. */
export async function startSweep(host: Host, passed: StageRef | null): Promise<void> {
  const runner =
    (passed && host.runners.byKey(passed.folder)) ??
    (await chooseRunner(host.runners, vscode.l10n.t('Start Sweep')));
  const request = await askForSweep(runner, passed?.stage ?? null);
  await follow(host, runner, vscode.l10n.t('Sweep of {0}', request.stage), async () =>
    runner.request('sweeps/start', { ...(await contextOf(runner)), ...request }),
  );
}

export async function resumeSweep(host: Host, { folder, runId }: RunRef): Promise<void> {
  const runner = host.runners.byKey(folder);
  if (!runner) return;
  await follow(host, runner, vscode.l10n.t('Sweep'), async () =>
    runner.request('sweeps/resume', { ...(await contextOf(runner)), runId }),
  );
}

async function follow(
  host: Host,
  runner: RunnerConnection,
  title: string,
  start: () => Promise<{ operation: string; runId: string }>,
): Promise<void> {
  const view = await followOperation(host, runner, {
    kind: 'sweep',
    title,
    start: async () => {
      const started = await start();
      openPanel(host, sweepPanel, {
        folder: runner.folder.uri.toString(),
        tracker: 'local',
        runId: started.runId,
      });
      return started;
    },
  });
  const best = view.trials.find(({ runId }) => runId === view.best);
  if (best?.metric != null)
    vscode.window.setStatusBarMessage(`$(check) ${title}: ${view.metric} ${best.metric}`, 8_000);
  else
    void vscode.window.showWarningMessage(
      vscode.l10n.t('{0}: no trial came to a value of {1}. Its page says why.', title, view.metric),
    );
}

function contextOf({ folder }: RunnerConnection): ReturnType<typeof startContext> {
  return startContext(folder.uri, folder.uri.fsPath);
}
