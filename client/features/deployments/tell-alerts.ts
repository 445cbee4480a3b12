import * as vscode from 'vscode';
import type { TargetView } from '../../../schemas/protocol/deployments.ts';
import { executeCommand } from '../../host/commands.ts';
import type { DeploymentChange, Deployments } from './deployments.ts';
import type { TargetNode } from './nodes.ts';

/** Tells, once in each window, of those who were locked out of a target, and of tokens that cannot be read. */
export function tellAlerts(deployments: Deployments): vscode.Disposable {
  const told = new Set<string>();
  return deployments.onDidChange(({ runner, now }: DeploymentChange) => {
    const folder = runner.folder.uri.toString();
    for (const target of now) {
      const key = `${folder}#${target.name}#${target.alert?.at}`;
      if (target.alert === null || told.has(key)) continue;
      told.add(key);
      void tell({ kind: 'target', folder, target }, target.alert);
    }
  });
}

async function tell(node: TargetNode, { message }: NonNullable<TargetView['alert']>): Promise<void> {
  const open = vscode.l10n.t('Show Audit Log');
  const choice = await vscode.window.showWarningMessage(`${node.target.name}: ${message}`, open);
  if (choice === open) await executeCommand('slipway.showAuditLog', node);
}
