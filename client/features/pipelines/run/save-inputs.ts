import * as vscode from 'vscode';
import { ClientError } from '../../../host/errors.ts';

/**
 * Saves what is open and changed in a folder: a run reads files, and what is only in an editor would not count.
 * @throws ClientError `SLW-CLIENT-NOT-SAVED` where one could not be saved.
 */
export async function saveInputs(folder: vscode.WorkspaceFolder): Promise<void> {
  const changed = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) =>
      isDirty && uri.scheme === 'file' && vscode.workspace.getWorkspaceFolder(uri) === folder,
  );
  for (const document of changed)
    if (!(await document.save()))
      throw new ClientError(
        'SLW-CLIENT-NOT-SAVED',
        vscode.l10n.t('{0} could not be saved, and a run reads what is on disk.', document.uri.fsPath),
        vscode.l10n.t('Save it or undo its changes, then run again.'),
      );
}
