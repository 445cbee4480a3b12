import * as vscode from 'vscode';
import type { PipelineGraphAction } from '../../../schemas/protocol/views/pipeline-graph.ts';

type GoTo = Extract<PipelineGraphAction, { kind: 'goTo' }>;

/** Shows the line where its file is open already, otherwise beside the graph, which stays in sight. */
export async function goToLine(
  { file, line, takeFocus }: Pick<GoTo, 'file' | 'line' | 'takeFocus'>,
  panel: vscode.WebviewPanel,
): Promise<void> {
  const uri = vscode.Uri.file(file);
  const open = vscode.window.visibleTextEditors.find(
    ({ document, viewColumn }) =>
      document.uri.toString() === uri.toString() && viewColumn !== panel.viewColumn,
  );
  const at = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(uri, {
    viewColumn: open?.viewColumn ?? vscode.ViewColumn.Beside,
    preserveFocus: !takeFocus,
    preview: true,
    selection: new vscode.Range(at, at),
  });
}
