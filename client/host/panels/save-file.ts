import * as vscode from 'vscode';
import type { SaveFileAction } from '../../../schemas/protocol/views/charts.ts';
import type { PanelTarget } from '../../../schemas/protocol/views/messages.ts';

/** Asks where to save what a view has made, beginning in its folder, and writes it. */
export async function saveFile({ folder }: PanelTarget, action: SaveFileAction): Promise<void> {
  const file = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(vscode.Uri.parse(folder), action.fileName),
  });
  if (file === undefined) return;
  const bytes = Buffer.from(action.data, action.content === 'base64' ? 'base64' : 'utf8');
  await vscode.workspace.fs.writeFile(file, bytes);
}
