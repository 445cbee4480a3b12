import * as vscode from 'vscode';
import type { FileChanges } from '../../host/file-changes.ts';
import type { Host } from '../../host/host.ts';
import { runnerOfFile } from '../../host/runner/runner-of-file.ts';
import { refuseUntrusted } from '../../host/trust.ts';
import { offerManifest } from './offer-manifest.ts';

const endings = ['csv', 'tsv', 'parquet', 'jsonl'];

/** A data contract from the file that a menu passed, or from one that a person picks. */
export async function contractFromFile(host: Host, changes: FileChanges, passed: unknown): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Create Data Contract from File');
  const file = passed instanceof vscode.Uri ? passed : await pickFile(title);
  const runner = runnerOfFile(host.runners, file);
  await offerManifest(title, changes, () => runner.request('manifests/contract', { file: file.fsPath }));
}

async function pickFile(title: string): Promise<vscode.Uri> {
  const files = await vscode.workspace.findFiles(`**/*.{${endings.join(',')}}`, undefined, 500);
  const items = files
    .map((file) => ({ label: vscode.workspace.asRelativePath(file), file }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const placeHolder =
    items.length > 0
      ? vscode.l10n.t('The data file whose columns are described')
      : vscode.l10n.t('There is no file of CSV, TSV, Parquet or JSON lines in this workspace');
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder });
  if (!picked) throw new vscode.CancellationError();
  return picked.file;
}
