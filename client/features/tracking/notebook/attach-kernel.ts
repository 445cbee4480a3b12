import * as vscode from 'vscode';
import { ClientError } from '../../../host/errors.ts';
import { errorIn, type JupyterKernel, type KernelOutput } from './jupyter-kernel.ts';

/**
 * Runs the snippet in the live kernel, through the Jupyter extension where it offers one.
 * @throws ClientError `SLW-CLIENT-KERNEL` where the kernel raised, CancellationError where the user gave up.
 */
export async function attachKernel(
  notebook: vscode.NotebookDocument,
  kernel: JupyterKernel | undefined,
  snippet: string,
): Promise<void> {
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Waiting for the notebook’s kernel…'),
      cancellable: true,
    },
    (_progress, token) =>
      kernel ? runThroughApi(kernel, snippet, token) : runAsCell(notebook, snippet, token),
  );
}

async function runThroughApi(
  kernel: JupyterKernel,
  snippet: string,
  token: vscode.CancellationToken,
): Promise<void> {
  for await (const output of kernel.executeCode(snippet, token)) refuseError(output);
  if (token.isCancellationRequested) throw new vscode.CancellationError();
}

/** Without the Jupyter extension's API a cell carries the code; it is taken out again once it has run. */
async function runAsCell(
  notebook: vscode.NotebookDocument,
  snippet: string,
  token: vscode.CancellationToken,
): Promise<void> {
  const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, snippet, 'python');
  await editCells(notebook, vscode.NotebookEdit.insertCells(0, [data]));
  const cell = notebook.cellAt(0);
  try {
    const ended = endOf(cell, token);
    // Asks for a kernel where none is chosen. A user who gives none cancels by the progress's button.
    await vscode.commands.executeCommand('notebook.cell.execute', {
      ranges: [{ start: 0, end: 1 }],
      document: notebook.uri,
    });
    await ended;
    for (const output of cell.outputs) refuseError(output);
  } finally {
    // The user may have added cells above it meanwhile.
    if (cell.index >= 0)
      await editCells(
        notebook,
        vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(cell.index, cell.index + 1)),
      );
  }
}

/** Resolves once the cell has run, well or not. */
function endOf(cell: vscode.NotebookCell, token: vscode.CancellationToken): Promise<void> {
  return new Promise((resolve, reject) => {
    const listeners = [
      token.onCancellationRequested(() => settle(() => reject(new vscode.CancellationError()))),
      vscode.workspace.onDidChangeNotebookDocument(({ cellChanges }) => {
        const change = cellChanges.find((candidate) => candidate.cell === cell);
        if (change?.executionSummary?.success !== undefined) settle(resolve);
      }),
    ];
    function settle(how: () => void): void {
      for (const listener of listeners) listener.dispose();
      how();
    }
  });
}

function refuseError(output: KernelOutput): void {
  const message = errorIn(output);
  if (message !== null)
    throw new ClientError(
      'SLW-CLIENT-KERNEL',
      vscode.l10n.t('The kernel could not be tracked: {0}', message),
      vscode.l10n.t('A Python kernel of this machine is needed.'),
    );
}

async function editCells(notebook: vscode.NotebookDocument, change: vscode.NotebookEdit): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [change]);
  await vscode.workspace.applyEdit(edit);
}
