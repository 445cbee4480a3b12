import * as vscode from 'vscode';
import { ClientError } from '../errors.ts';

/**
 * The file that a menu passed, else the one in the active editor, saved.
 * @throws ClientError `SLW-CLIENT-NO-FILE` where there is none, or it was never saved.
 */
export async function activeFile(passed: unknown): Promise<vscode.Uri> {
  const uri = fileOf(passed) ?? vscode.window.activeTextEditor?.document.uri;
  return savedFile(uri, vscode.l10n.t('Open the Python file that you want to run, then try again.'));
}

/** As `activeFile`, for notebooks. */
export async function activeNotebook(passed: unknown): Promise<vscode.Uri> {
  const uri = fileOf(passed) ?? vscode.window.activeNotebookEditor?.notebook.uri;
  return savedFile(uri, vscode.l10n.t('Open the notebook that you mean, then try again.'));
}

/** Explorer and editor title pass a URI; the notebook toolbar passes an object that holds it. */
function fileOf(passed: unknown): vscode.Uri | undefined {
  if (passed instanceof vscode.Uri) return passed;
  if (typeof passed !== 'object' || passed === null || !('notebookEditor' in passed)) return undefined;
  const { notebookEditor } = passed as { notebookEditor?: { notebookUri?: vscode.Uri } };
  return notebookEditor?.notebookUri;
}

async function savedFile(uri: vscode.Uri | undefined, hint: string): Promise<vscode.Uri> {
  if (!uri) throw new ClientError('SLW-CLIENT-NO-FILE', vscode.l10n.t('No file is open to run.'), hint);
  const open = [...vscode.workspace.textDocuments, ...vscode.workspace.notebookDocuments];
  const dirty = open.find((document) => document.uri.toString() === uri.toString() && document.isDirty);
  const saved = dirty ? await dirty.save() : true;
  if (!saved || uri.scheme !== 'file')
    throw new ClientError(
      'SLW-CLIENT-NO-FILE',
      vscode.l10n.t('{0} is not saved on disk.', uri.path),
      vscode.l10n.t('Save it, then run it.'),
    );
  return uri;
}
