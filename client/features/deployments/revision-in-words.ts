import * as vscode from 'vscode';
import type { RevisionView } from '../../../schemas/protocol/deployments.ts';
import { channelWords, modelInWords, standingWords } from './words.ts';

/** `Nov 26, 18:40`, in the editor's language and this machine's time; of another year with the year. */
export function timeInWords(time: number): string {
  const isThisYear = new Date(time).getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(vscode.env.language, {
    month: 'short',
    day: 'numeric',
    ...(isThisYear ? { hour: '2-digit', minute: '2-digit' } : { year: 'numeric' }),
  }).format(time);
}

/** `Approved by bo@example.com`. */
function approvalInWords({ by, isSelfApproved }: NonNullable<RevisionView['approval']>): string {
  const names = by.join(', ');
  return isSelfApproved
    ? vscode.l10n.t('Self-approved by {0}', names)
    : vscode.l10n.t('Approved by {0}', names);
}

/** Who deployed a revision, when, by which way and why: a line each. */
export function revisionInWords(revision: RevisionView): string[] {
  const { standing, createdAt, actor, channel, reason, overridden, approval, digests } = revision;
  return [
    vscode.l10n.t(
      'Revision {0}: {1}, {2}',
      revision.number,
      modelInWords(revision),
      standingWords()[standing],
    ),
    vscode.l10n.t('Deployed {0} by {1} ({2})', timeInWords(createdAt), actor, channelWords()[channel]),
    ...(reason === '' ? [] : [vscode.l10n.t('Why: {0}', reason)]),
    ...(overridden === null ? [] : [vscode.l10n.t('Gates overridden: {0}', overridden)]),
    ...(approval === null ? [] : [approvalInWords(approval)]),
    vscode.l10n.t('Model files: {0}', `sha256 ${digests.model.slice(0, 12)}`),
  ];
}
