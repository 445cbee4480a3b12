import * as vscode from 'vscode';
import { refuseUntrusted } from '../../../host/trust.ts';
import { chooseTarget } from '../choose-target.ts';
import type { Deployments } from '../deployments.ts';

/** Gives up what is under way: no question, for what is live stays live. */
export async function abortRollout(deployments: Deployments, passed: unknown): Promise<void> {
  refuseUntrusted();
  const { runner, target } = await chooseTarget(deployments, passed, {
    title: vscode.l10n.t('Abort Rollout'),
    offers: ({ rollout }) => rollout !== null,
  });
  await runner.request('deployments/abort', {
    target: target.name,
    reason: vscode.l10n.t('Aborted in the editor'),
  });
  void deployments.refresh(runner);
  vscode.window.setStatusBarMessage(
    vscode.l10n.t('The rollout on {0} is given up; what was live stays live.', target.name),
    5_000,
  );
}
