import * as vscode from 'vscode';
import type { RequestView, TargetView } from '../../../../schemas/protocol/deployments.ts';
import { ClientError } from '../../../host/errors.ts';
import { refuseUntrusted } from '../../../host/trust.ts';
import { chooseTarget } from '../choose-target.ts';
import type { Deployments } from '../deployments.ts';
import { modelInWords } from '../words.ts';

/**
 * Writes the command that signs what waits into a terminal, where a key's passphrase can be asked for; the person sends it.
 * Whoever asks signs first where they may not approve.
 */
export async function approveRelease(deployments: Deployments, passed: unknown): Promise<void> {
  refuseUntrusted();
  const { runner, target } = await chooseTarget(deployments, passed, {
    title: vscode.l10n.t('Approve Release'),
    offers: ({ requests }) => requests.length > 0,
  });
  const request = await chooseRequest(target);
  if (request === undefined) return;
  const role = request.notRequester && !request.isSigned ? ' --as-requester' : '';
  const terminal = vscode.window.createTerminal({ name: 'Slipway', cwd: runner.folder.uri });
  terminal.show();
  terminal.sendText(
    `slipway approve ${target.name} ${word(`${request.model}:${request.version}`)}${role}`,
    false,
  );
}

/** Undefined where the person chooses none. */
async function chooseRequest({ name, requests }: TargetView): Promise<RequestView | undefined> {
  const [only, other] = requests;
  if (only === undefined)
    throw new ClientError(
      'SLW-CLIENT-NOTHING-TO-APPROVE',
      vscode.l10n.t('No release to {0} waits for approval.', name),
    );
  if (other === undefined) return only;
  const items = requests.map((request) => ({
    label: modelInWords(request),
    description: vscode.l10n.t(
      '{0} of {1} approvals; asked for by {2}',
      request.approvedBy.length,
      request.approvals,
      request.requester,
    ),
    detail: request.reason,
    request,
  }));
  const title = vscode.l10n.t('Which release to {0}?', name);
  return (await vscode.window.showQuickPick(items, { title }))?.request;
}

/** As one word of a shell. */
function word(text: string): string {
  return /^[\w.:@/-]+$/.test(text) ? text : JSON.stringify(text);
}
