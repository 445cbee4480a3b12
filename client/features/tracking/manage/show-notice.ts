import * as vscode from 'vscode';
import type { RunnerNotice } from '../../../../schemas/protocol/runner.ts';
import type { Tracking } from '../tracking.ts';

const mutedKey = 'slipway.mutedNotices';
const shown = new Set<string>();

/** Shows what the runner has to say: once a window, and never again where a person says so. */
export async function showNotice(
  { host }: Tracking,
  { severity, code, message }: RunnerNotice,
): Promise<void> {
  host.log[severity === 'warning' ? 'warn' : severity](`${code}: ${message}`);
  const muted = host.context.globalState.get<string[]>(mutedKey, []);
  if (shown.has(code) || muted.includes(code)) return;
  shown.add(code);
  const never = vscode.l10n.t("Don't show again");
  const show = {
    info: vscode.window.showInformationMessage,
    warning: vscode.window.showWarningMessage,
    error: vscode.window.showErrorMessage,
  }[severity];
  const choice = await show(message, never);
  if (choice === never) await host.context.globalState.update(mutedKey, [...muted, code]);
}
