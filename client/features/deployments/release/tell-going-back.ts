import * as vscode from 'vscode';
import type { ReleaseResult } from '../../../../schemas/protocol/deployments.ts';
import { executeCommand } from '../../../host/commands.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { watchRunners } from '../../../host/runner/watch-runners.ts';
import type { Deployments } from '../deployments.ts';
import type { TargetNode } from '../nodes.ts';

/** Tells of rollouts that went back by themselves, whoever started them; who started one here is told by that. */
export function tellGoingBack(deployments: Deployments): vscode.Disposable {
  const watch = (runner: RunnerConnection) =>
    runner.onNotification('deployments/ended', (result) => {
      const key = `${runner.folder.uri.toString()}#${result.target}`;
      if (result.outcome === 'rolled-back' && !deployments.followed.has(key))
        void tell(deployments, runner, result);
    });
  return watchRunners(deployments.host.runners, watch, () => {});
}

async function tell(
  deployments: Deployments,
  runner: RunnerConnection,
  { target: name, model, version, reason }: ReleaseResult,
): Promise<void> {
  const open = vscode.l10n.t('Open View');
  const choice = await vscode.window.showErrorMessage(
    vscode.l10n.t('{0} did not stay on {1}: {2}', `${model} ${version}`, name, reason),
    open,
  );
  const target = deployments.of(runner).find((known) => known.name === name);
  if (choice !== open || target === undefined) return;
  const node: TargetNode = { kind: 'target', folder: runner.folder.uri.toString(), target };
  await executeCommand('slipway.openDeployment', node);
}
