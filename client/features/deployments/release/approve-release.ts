import * as vscode from 'vscode';
import { ClientError } from '../../../host/errors.ts';
import { refuseUntrusted } from '../../../host/trust.ts';
import { chooseTarget } from '../choose-target.ts';
import type { Deployments } from '../deployments.ts';

/**
 * Writes the command that signs what waits into a terminal, where a key's passphrase can be asked for; the person sends it.
 * Whoever asks signs first where they may not approve.
 */
export async function approveRelease(deployments: Deployments, passed: unknown): Promise<void> {
  refuseUntrusted();
  const { runner, target } = await chooseTarget(deployments, passed, {
    title: vscode.l10n.t('Approve Release'),
    offers: ({ request }) => request !== null,
  });
  const { request } = target;
  if (request === null)
    throw new ClientError(
      'SLW-CLIENT-NOTHING-TO-APPROVE',
      vscode.l10n.t('No release to {0} waits for approval.', target.name),
    );
  const role = request.notRequester && !request.isSigned ? ' --as-requester' : '';
  const terminal = vscode.window.createTerminal({ name: 'Slipway', cwd: runner.folder.uri });
  terminal.show();
  terminal.sendText(`slipway approve ${target.name}${role}`, false);
}
