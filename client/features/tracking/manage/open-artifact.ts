import * as vscode from 'vscode';
import { bytesInWords } from '../../../host/in-words.ts';
import type { RunRef } from '../../../host/run-ref.ts';
import { runFor } from '../pick-runs.ts';
import type { Tracking } from '../tracking.ts';

/** Opens one of a run's files in the editor that VS Code has for it; folders are walked by quick pick. */
export async function openArtifact(tracking: Tracking, args: unknown[]): Promise<void> {
  const title = vscode.l10n.t('Open Artifact');
  const ref = await runFor(tracking, args, { title });
  const named = args.find((arg) => typeof arg === 'string');
  const path = named ?? (await pickArtifact(tracking, ref, title));
  if (!path) return;
  const { file } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Opening {0}', path) },
    () =>
      tracking.runnerOf(ref).request('artifacts/locate', { tracker: ref.tracker, runId: ref.runId, path }),
  );
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
}

async function pickArtifact(tracking: Tracking, ref: RunRef, title: string): Promise<string | undefined> {
  let folder = '';
  for (;;) {
    const { entries } = await tracking
      .runnerOf(ref)
      .request('artifacts/list', { tracker: ref.tracker, runId: ref.runId, path: folder });
    if (entries.length === 0 && folder === '') {
      void vscode.window.showInformationMessage(vscode.l10n.t('This run has no artifacts.'));
      return undefined;
    }
    const up = folder ? [{ label: '$(arrow-left) ..', path: parentOf(folder), isDir: true }] : [];
    const items = entries.map(({ path, isDir, size }) => ({
      label: `${isDir ? '$(folder)' : '$(file)'} ${path.slice(path.lastIndexOf('/') + 1)}`,
      description: size === null ? '' : bytesInWords(size),
      path,
      isDir,
    }));
    const picked = await vscode.window.showQuickPick([...up, ...items], {
      title: folder ? `${title}: ${folder}` : title,
      placeHolder: vscode.l10n.t('Choose a file'),
    });
    if (!picked?.isDir) return picked?.path;
    folder = picked.path;
  }
}

function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
