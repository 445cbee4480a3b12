import * as vscode from 'vscode';
import type { ReleaseResult } from '../../../../schemas/protocol/deployments.ts';
import { executeCommand } from '../../../host/commands.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import type { Deployments } from '../deployments.ts';
import type { TargetNode } from '../nodes.ts';
import { destinationInWords } from '../words.ts';

/** How a release ended, with what can be done next. */
export async function tellRelease(
  { host }: Deployments,
  runner: RunnerConnection,
  result: ReleaseResult,
): Promise<void> {
  const { targets } = await runner.request('deployments/list', {});
  const target = targets.find(({ name }) => name === result.target);
  const open = vscode.l10n.t('Open View');
  const rollBack = vscode.l10n.t('Roll Back…');
  const canRollBack = target !== undefined && target.rollback !== null && result.outcome === 'live';
  const node: TargetNode | null =
    target === undefined ? null : { kind: 'target', folder: runner.folder.uri.toString(), target };
  const actions = [...(node ? [open] : []), ...(canRollBack ? [rollBack] : [])];
  const destination = target ? destinationInWords(target, result.revision) : result.target;
  host.log.info(`${result.target}: ${result.outcome} ${result.reason}`.trim());
  const choice = await show(result, destination, actions);
  if (choice === open) await executeCommand('slipway.openDeployment', node);
  if (choice === rollBack) await executeCommand('slipway.rollBack', node);
}

function show(result: ReleaseResult, destination: string, actions: string[]): Thenable<string | undefined> {
  const { target, outcome, reason, switchMs, notes } = result;
  switch (outcome) {
    case 'live':
      if (notes.length > 0)
        return vscode.window.showWarningMessage(
          vscode.l10n.t('{0} is live on {1}, and: {2}', destination, target, notes.join('; ')),
          ...actions,
        );
      return vscode.window.showInformationMessage(
        switchMs === null
          ? vscode.l10n.t('{0} is live on {1}.', destination, target)
          : vscode.l10n.t(
              '{0} is live on {1}; switched in {2} ms.',
              destination,
              target,
              Math.round(switchMs),
            ),
        ...actions,
      );
    case 'offline':
      return vscode.window.showInformationMessage(vscode.l10n.t('{0} is offline.', target), ...actions);
    case 'rolled-back':
      return vscode.window.showErrorMessage(
        vscode.l10n.t('The rollout on {0} went back by itself: {1}', target, reason),
        ...actions,
      );
    case 'aborted':
      return vscode.window.showWarningMessage(
        vscode.l10n.t('The rollout on {0} was given up: {1}', target, reason),
        ...actions,
      );
    case 'waiting-for-approval':
      return vscode.window.showInformationMessage(
        vscode.l10n.t('The release to {0} waits for approval: {1}', target, reason),
        ...actions,
      );
  }
}
