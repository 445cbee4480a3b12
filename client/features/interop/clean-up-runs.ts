import * as vscode from 'vscode';
import type { GcItem, GcPlan, GcPolicy } from '../../../schemas/protocol/interop.ts';
import { followOperation } from '../../host/follow-operation.ts';
import type { Host } from '../../host/host.ts';
import { bytesInWords } from '../../host/in-words.ts';
import { chooseRunner } from '../../host/runner/choose-runner.ts';
import { refuseUntrusted } from '../../host/trust.ts';

/** Shows what of deleted runs, old output and cache would go, and removes it once confirmed. */
export async function cleanUpRuns(host: Host): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Clean Up Runs');
  const runner = await chooseRunner(host.runners, title);
  const policy = await choosePolicy(title);
  const plan = await vscode.window.withProgress({ location: { viewId: 'slipway.runs' }, title }, () =>
    runner.request('gc/plan', policy),
  );
  if (plan.items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is nothing to clean up.'));
    return;
  }
  await confirm(plan, title);
  const removed = await followOperation(host, runner, {
    kind: 'gc',
    title: vscode.l10n.t('Cleaning up runs'),
    start: () => runner.request('gc/start', policy),
  });
  for (const { what, label, bytes } of removed.items)
    host.log.info(`Removed ${what} ${label} (${bytesInWords(bytes)})`);
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Removed: {0} items, {1}.', removed.items.length, bytesInWords(removed.bytes)),
  );
}

async function choosePolicy(title: string): Promise<GcPolicy> {
  const ages = [30, 7, 1].map((days) => ({
    label: vscode.l10n.t('Older Than {0} Days', days),
    olderThanDays: days,
  }));
  const picked = await vscode.window.showQuickPick(
    [...ages, { label: vscode.l10n.t('Whatever Its Age'), olderThanDays: 0 }],
    {
      title,
      placeHolder: vscode.l10n.t(
        'Deleted runs, output and cache that may go. Starred, registered and live runs stay.',
      ),
    },
  );
  if (!picked) throw new vscode.CancellationError();
  return { olderThanDays: picked.olderThanDays, keepLast: 0 };
}

/** @throws CancellationError unless a person looks at the plan and says yes. */
async function confirm(plan: GcPlan, title: string): Promise<void> {
  const sum = vscode.l10n.t('{0} items, {1}', plan.items.length, bytesInWords(plan.bytes));
  const accept = { label: vscode.l10n.t('Remove What Is Listed…'), iconPath: new vscode.ThemeIcon('trash') };
  const separator = { label: sum, kind: vscode.QuickPickItemKind.Separator };
  const picked = await vscode.window.showQuickPick([accept, separator, ...plan.items.map(planItem)], {
    title: `${title}: ${sum}`,
    placeHolder: vscode.l10n.t('What would be removed, and why'),
    matchOnDescription: true,
  });
  if (picked !== accept) throw new vscode.CancellationError();
  const remove = vscode.l10n.t('Remove');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove {0} for good?', sum),
    { modal: true, detail: vscode.l10n.t('This cannot be undone.') },
    remove,
  );
  if (answer !== remove) throw new vscode.CancellationError();
}

function planItem({ what, label, bytes, reason }: GcItem): vscode.QuickPickItem {
  const icons: Record<GcItem['what'], string> = {
    run: 'beaker',
    artifacts: 'file-binary',
    output: 'output',
    cache: 'archive',
    copy: 'files',
  };
  return {
    label,
    description: `${bytesInWords(bytes)} · ${reason}`,
    iconPath: new vscode.ThemeIcon(icons[what]),
  };
}
