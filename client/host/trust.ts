import * as vscode from 'vscode';
import { ClientError } from './errors.ts';

/** @throws ClientError `SLW-CLIENT-UNTRUSTED` in Restricted Mode, whatever the manifest's when-clauses let through. */
export function refuseUntrusted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new ClientError(
    'SLW-CLIENT-UNTRUSTED',
    vscode.l10n.t('Slipway starts nothing in a folder that you do not trust.'),
    vscode.l10n.t('Trust the folder (Workspaces: Manage Workspace Trust).'),
  );
}
