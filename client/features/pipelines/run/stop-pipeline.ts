import * as vscode from 'vscode';
import { passedStage } from '../../../host/stage-ref.ts';
import { refuseUntrusted } from '../../../host/trust.ts';
import type { LivePipeline, LivePipelines } from '../live-pipelines.ts';

/** Stops the pipeline that runs; of several, in the folder that a menu passed, those that a person picks. */
export async function stopPipeline(live: LivePipelines, passed: unknown): Promise<void> {
  refuseUntrusted();
  const folder = passedStage(passed)?.folder;
  const running = live.all.filter(
    ({ runner }) => folder === undefined || runner.folder.uri.toString() === folder,
  );
  if (running.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No pipeline is running.'));
    return;
  }
  const chosen = running.length === 1 ? running : await choose(running);
  await Promise.all(
    chosen.map(({ runner, progress: { operation } }) => runner.request('operations/cancel', { operation })),
  );
}

async function choose(running: readonly LivePipeline[]): Promise<LivePipeline[]> {
  const items = running.map((pipeline) => {
    const { done, total, message } = pipeline.progress;
    const label =
      total === null ? vscode.l10n.t('Waits its turn') : vscode.l10n.t('{0}/{1} stages', done, total);
    return {
      label,
      description: message,
      detail: pipeline.runner.folder.name,
      picked: total !== null,
      pipeline,
    };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Stop Pipeline'),
    canPickMany: true,
  });
  if (!picked || picked.length === 0) throw new vscode.CancellationError();
  return picked.map(({ pipeline }) => pipeline);
}
