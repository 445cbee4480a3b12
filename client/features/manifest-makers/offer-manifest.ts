import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ManifestOffer } from '../../../schemas/protocol/manifest-makers.ts';
import type { FileChanges } from '../../host/file-changes.ts';

/** Shows a manifest as it would be, and writes it once it is confirmed. */
export async function offerManifest(
  title: string,
  changes: FileChanges,
  ask: () => Thenable<ManifestOffer>,
): Promise<void> {
  const offer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, ask);
  const { file, text } = offer;
  const name = basename(file);
  const shown = await changes.show(vscode.l10n.t('{0} (not written yet)', name), [
    { file, before: null, after: text },
  ]);
  try {
    await confirm(title, name, offer);
    // Never over a file that came in the meantime.
    const edit = new vscode.WorkspaceEdit();
    const contents = Buffer.from(text, 'utf8');
    edit.createFile(vscode.Uri.file(file), { overwrite: false, contents });
    if (!(await vscode.workspace.applyEdit(edit)))
      throw new Error(
        vscode.l10n.t('{0} could not be written: it is there already, or its folder refuses it.', name),
      );
  } finally {
    await shown.close();
  }
  await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
}

async function confirm(title: string, name: string, { notes }: ManifestOffer): Promise<void> {
  const write = {
    label: vscode.l10n.t('$(check) Write {0}', name),
    detail: notes.join(' ') || vscode.l10n.t('Everything can be changed afterwards.'),
  };
  const picked = await vscode.window.showQuickPick([write], {
    title,
    placeHolder: vscode.l10n.t('Nothing is written yet. Look at the manifest, then decide.'),
    ignoreFocusOut: true,
  });
  if (!picked) throw new vscode.CancellationError();
}
