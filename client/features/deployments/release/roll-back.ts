import * as vscode from 'vscode';
import type { TargetView } from '../../../../schemas/protocol/deployments.ts';
import { ClientError } from '../../../host/errors.ts';
import { followOperation } from '../../../host/follow-operation.ts';
import { refuseUntrusted } from '../../../host/trust.ts';
import { chooseTarget } from '../choose-target.ts';
import type { Deployments } from '../deployments.ts';
import { isNode } from '../nodes.ts';
import { timeInWords } from '../revision-in-words.ts';
import { destinationInWords, modelInWords, standingWords } from '../words.ts';
import { rollbackQuestion } from './questions.ts';
import { tellRelease } from './tell-release.ts';

/** One confirmation, and an earlier revision serves again; a row of a revision goes to that one. */
export async function rollBack(deployments: Deployments, passed: unknown): Promise<void> {
  refuseUntrusted();
  const { runner, target } = await chooseTarget(deployments, passed, {
    title: vscode.l10n.t('Roll Back'),
    offers: ({ rollback }) => rollback !== null,
  });
  const wanted =
    isNode(passed) && passed.kind === 'revision' ? { to: passed.revision.number } : target.rollback;
  if (wanted === null)
    throw new ClientError(
      'SLW-CLIENT-NOTHING-TO-ROLL-BACK',
      vscode.l10n.t('Nothing is live on {0} that could be rolled back.', target.name),
    );
  const to = await confirm(target, wanted.to);
  const key = `${runner.folder.uri.toString()}#${target.name}`;
  deployments.followed.add(key);
  try {
    const result = await followOperation(deployments.host, runner, {
      kind: 'rollback',
      title:
        to === null
          ? vscode.l10n.t('Taking {0} offline', target.name)
          : vscode.l10n.t('Rolling {0} back to {1}', target.name, destinationInWords(target, to)),
      start: () => runner.request('deployments/rollback', { target: target.name, to, reason: '' }),
    });
    void tellRelease(deployments, runner, result);
  } finally {
    void deployments.refresh(runner).then(() => deployments.followed.delete(key));
  }
}

/** Where it goes; null: offline. @throws CancellationError where it is given up */
async function confirm(target: TargetView, suggested: number | null): Promise<number | null> {
  let to = suggested;
  for (;;) {
    const yes = to === null ? vscode.l10n.t('Take Offline') : vscode.l10n.t('Roll Back');
    const other = vscode.l10n.t('Choose Another Revision…');
    const others = target.revisions.filter(({ number }) => number !== target.live && number !== to);
    const { message, detail } = rollbackQuestion(target, to);
    const answer = await vscode.window.showWarningMessage(
      message,
      { modal: true, detail },
      yes,
      ...(others.length > 0 ? [other] : []),
    );
    if (answer === yes) return to;
    if (answer !== other) throw new vscode.CancellationError();
    to = await pickRevision(target, others);
  }
}

async function pickRevision(target: TargetView, revisions: TargetView['revisions']): Promise<number> {
  const items = revisions.map((revision) => ({
    label: `${revision.number}: ${modelInWords(revision)}`,
    description: [standingWords()[revision.standing], timeInWords(revision.createdAt)].join(' · '),
    ...(revision.reason !== '' && { detail: revision.reason }),
    revision,
  }));
  items.sort((a, b) => Number(b.revision.standing === 'healthy') - Number(a.revision.standing === 'healthy'));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Roll Back {0}', target.name),
    placeHolder: vscode.l10n.t('The revision that is to serve again'),
  });
  if (!picked) throw new vscode.CancellationError();
  return picked.revision.number;
}
