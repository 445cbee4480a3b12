import * as vscode from 'vscode';
import { ClientError } from '../../../host/errors.ts';
import { runnerOfFile } from '../../../host/runner/runner-of-file.ts';
import { activeNotebook } from '../../../host/start/active-file.ts';
import { startContext, workingFolder } from '../../../host/start/start-context.ts';
import { finishExecution } from '../start/finish-execution.ts';
import type { Tracking } from '../tracking.ts';
import { jupyterKernel } from './jupyter-kernel.ts';
import { kernelSnippet } from './kernel-snippet.ts';

/** Makes a run of what the live kernel of the open notebook does from now on, until it ends. */
export async function trackKernel(tracking: Tracking, passed: unknown): Promise<void> {
  const file = await activeNotebook(passed);
  const notebook = vscode.workspace.notebookDocuments.find(({ uri }) => uri.toString() === file.toString());
  if (!notebook)
    throw new ClientError(
      'SLW-CLIENT-NO-KERNEL',
      vscode.l10n.t('Only an open notebook has a live kernel.'),
      vscode.l10n.t('Open it, then try again.'),
    );
  const runner = runnerOfFile(tracking.host.runners, file);
  const prepared = await runner.request('executions/prepare', {
    ...(await startContext(file, workingFolder(file))),
    kind: 'kernel',
    commandLine: vscode.workspace.asRelativePath(file),
    file: file.fsPath,
  });
  const execution = { folder: runner.folder.uri.toString(), executionId: prepared.executionId };
  const finish = once((reason) => finishExecution(tracking, execution, { exitCode: 0, reason }));
  const snippet = kernelSnippet(prepared.env);
  const kernel = await jupyterKernel(file);
  if (kernel) {
    const token = new vscode.CancellationTokenSource().token;
    for await (const _output of kernel.executeCode(snippet, token));
    const status = kernel.onDidChangeStatus((now) => {
      if (!['terminating', 'dead', 'restarting', 'autorestarting'].includes(now)) return;
      status.dispose();
      finish(vscode.l10n.t('The kernel ended.'));
    });
    tracking.host.context.subscriptions.push(status);
  } else {
    await runAsCell(notebook, snippet);
  }
  const closed = vscode.workspace.onDidCloseNotebookDocument((which) => {
    if (which !== notebook) return;
    closed.dispose();
    finish(vscode.l10n.t('The notebook was closed.'));
  });
  tracking.host.context.subscriptions.push(closed);
}

/** Without the Jupyter extension's API a cell carries the code; it is taken out again once it has run. */
async function runAsCell(notebook: vscode.NotebookDocument, snippet: string): Promise<void> {
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, snippet, 'python');
  await editCells(notebook, vscode.NotebookEdit.insertCells(0, [cell]));
  const ran = new Promise<void>((resolve) => {
    const listener = vscode.workspace.onDidChangeNotebookDocument(({ notebook: changed, cellChanges }) => {
      const done = cellChanges.some(
        ({ cell: { index }, executionSummary }) => index === 0 && executionSummary?.success !== undefined,
      );
      if (changed !== notebook || !done) return;
      listener.dispose();
      resolve();
    });
  });
  await vscode.commands.executeCommand('notebook.cell.execute', {
    ranges: [{ start: 0, end: 1 }],
    document: notebook.uri,
  });
  await ran;
  await editCells(notebook, vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(0, 1)));
}

async function editCells(notebook: vscode.NotebookDocument, change: vscode.NotebookEdit): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [change]);
  await vscode.workspace.applyEdit(edit);
}

function once(action: (reason: string) => unknown): (reason: string) => void {
  let done = false;
  return (reason) => {
    if (!done) action(reason);
    done = true;
  };
}
