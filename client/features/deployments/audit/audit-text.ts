import * as vscode from 'vscode';
import type { AuditEntry, AuditVerification } from '../../../../schemas/protocol/audit.ts';
import { channelWords } from '../words.ts';

/** The audit log for a person: its verdict, then an entry each, the newest first. */
export function auditText(entries: readonly AuditEntry[], verification: AuditVerification): string {
  const head = [`# ${vscode.l10n.t('Audit log')}`, '', verification.reason, ''];
  return `${[...head, ...entries.map(entryText)].join('\n')}\n`;
}

function entryText({ sequence, at, actor, channel, action, subject, from, to, why }: AuditEntry): string {
  const change = from === null && to === null ? '' : `: ${from ?? '–'} → ${to ?? '–'}`;
  const who = `${actor} (${channelWords()[channel]})`;
  const line = `- #${sequence} ${isoTime(at)} · **${action}** ${subject}${change} · ${who}`;
  return why === '' ? line : `${line}\n  ${why.replaceAll('\n', '\n  ')}`;
}

/** `2026-11-26 18:40:05`, in this machine's time. */
function isoTime(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}
