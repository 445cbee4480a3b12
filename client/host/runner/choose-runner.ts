import * as vscode from 'vscode';
import { ClientError } from '../errors.ts';
import type { RunnerConnection } from './connection.ts';
import type { Runners } from './runners.ts';

/**
 * The runner of the only folder, or of the one that a person picks, the active editor's first.
 * @throws ClientError `SLW-CLIENT-NO-FOLDER` without a folder on disk; CancellationError where none is picked.
 */
export async function chooseRunner(runners: Runners, title: string): Promise<RunnerConnection> {
  const { all } = runners;
  const [only] = all;
  if (!only)
    throw new ClientError(
      'SLW-CLIENT-NO-FOLDER',
      vscode.l10n.t('Runs are kept with a folder on disk, and none is open.'),
      vscode.l10n.t('Open a folder (File: Open Folder…).'),
    );
  if (all.length === 1) return only;
  const active = vscode.window.activeTextEditor?.document.uri;
  const here = active && runners.of(active);
  const items = all.map((runner) => ({
    label: runner.folder.name,
    description: runner.folder.uri.fsPath,
    picked: runner === here,
    runner,
  }));
  items.sort((a, b) => Number(b.picked) - Number(a.picked));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Choose a folder'),
  });
  if (!picked) throw new vscode.CancellationError();
  return picked.runner;
}
