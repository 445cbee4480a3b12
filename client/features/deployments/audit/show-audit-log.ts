import * as vscode from 'vscode';
import { chooseRunner } from '../../../host/runner/choose-runner.ts';
import { refuseUntrusted } from '../../../host/trust.ts';
import type { Deployments } from '../deployments.ts';
import { showDocument } from '../documents.ts';
import { isNode } from '../nodes.ts';
import { auditText } from './audit-text.ts';

const mostEntries = 1_000;

/** Who released what, when and why, as a read-only document: of all, or of the target whose row was clicked. */
export async function showAuditLog({ host }: Deployments, passed: unknown): Promise<void> {
  refuseUntrusted();
  const onTarget = isNode(passed) && passed.kind === 'target';
  const runner = onTarget
    ? host.runners.expect(passed.folder)
    : await chooseRunner(host.runners, vscode.l10n.t('Show Audit Log'));
  const subject = onTarget ? passed.target.name : null;
  const [{ entries }, verification] = await Promise.all([
    runner.request('audit/list', { subject, before: null, limit: mostEntries }),
    runner.request('audit/verify', {}),
  ]);
  const name = subject === null ? vscode.l10n.t('Audit Log') : vscode.l10n.t('Audit Log of {0}', subject);
  await showDocument(`${name}.md`, { text: auditText(entries, verification), release: null });
}
