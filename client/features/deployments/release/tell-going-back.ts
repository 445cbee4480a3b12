import * as vscode from 'vscode';
import type { TargetView } from '../../../../schemas/protocol/deployments.ts';
import { executeCommand } from '../../../host/commands.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import type { Deployments } from '../deployments.ts';
import type { TargetNode } from '../nodes.ts';
import { destinationInWords } from '../words.ts';
import { revisionThatFell } from './revision-that-fell.ts';

/** Tells of rollouts that went back by themselves, whoever started them; who started one here is told by that. */
export function tellGoingBack(deployments: Deployments): vscode.Disposable {
  return deployments.onDidChange(({ runner, before, now }) => {
    if (before === null) return;
    for (const target of now) {
      const old = before.find(({ name }) => name === target.name);
      const fell = old === undefined ? null : revisionThatFell(old, target);
      const folder = runner.folder.uri.toString();
      const key = `${folder}#${target.name}`;
      if (fell === null || deployments.followed.has(key) || deployments.aborted.delete(key)) continue;
      void tell(runner, target, fell, { kind: 'target', folder, target });
    }
  });
}

async function tell(
  runner: RunnerConnection,
  target: TargetView,
  revision: number,
  node: TargetNode,
): Promise<void> {
  const why = await reasonOf(runner, target.name);
  const open = vscode.l10n.t('Open View');
  const what = destinationInWords(target, revision);
  const choice = await vscode.window.showErrorMessage(
    why === ''
      ? vscode.l10n.t('{0} did not stay on {1}: the rollout went back by itself.', what, target.name)
      : vscode.l10n.t('{0} did not stay on {1}: {2}', what, target.name, why),
    open,
  );
  if (choice === open) await executeCommand('slipway.openDeployment', node);
}

/** The audit log has it; empty where that cannot be read. */
async function reasonOf(runner: RunnerConnection, subject: string): Promise<string> {
  const list = { subject, before: null, limit: 10 };
  const { entries } = await runner.request('audit/list', list).catch(() => ({ entries: [] }));
  return entries.find(({ why, channel }) => channel === 'policy' && why !== '')?.why ?? entries[0]?.why ?? '';
}
