import * as vscode from 'vscode';
import { ClientError, describeError } from '../../../host/errors.ts';
import { runnerOfFile } from '../../../host/runner/runner-of-file.ts';
import { activeNotebook } from '../../../host/start/active-file.ts';
import { startContext, workingFolder } from '../../../host/start/start-context.ts';
import { finishExecution } from '../start/finish-execution.ts';
import type { Tracking } from '../tracking.ts';
import { attachKernel } from './attach-kernel.ts';
import { type JupyterKernel, jupyterKernel } from './jupyter-kernel.ts';
import { kernelSnippet } from './kernel-snippet.ts';

type Finish = (exitCode: number, reason: string) => void;

/** Ends the run that a notebook's kernel reports to at present. */
const tracked = new WeakMap<vscode.NotebookDocument, Finish>();

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
  const kernel = await jupyterKernel(file);
  if (kernel && kernel.language !== 'python')
    throw new ClientError(
      'SLW-CLIENT-KERNEL',
      vscode.l10n.t('Only Python kernels can be tracked; this notebook’s runs {0}.', kernel.language),
      vscode.l10n.t('Run the notebook as a tracked run instead.'),
    );
  const runner = runnerOfFile(tracking.host.runners, file);
  const prepared = await runner.request('executions/prepare', {
    ...(await startContext(file, workingFolder(file))),
    kind: 'kernel',
    commandLine: vscode.workspace.asRelativePath(file),
    file: file.fsPath,
  });
  const execution = { folder: runner.folder.uri.toString(), executionId: prepared.executionId };
  const finish = once((exitCode, reason) => finishExecution(tracking, execution, { exitCode, reason }));
  try {
    await attachKernel(notebook, kernel, kernelSnippet(prepared.env));
  } catch (error) {
    const canceled = error instanceof vscode.CancellationError;
    finish(1, canceled ? vscode.l10n.t('Tracking was canceled.') : describeError(error).message);
    throw error;
  }
  tracked.get(notebook)?.(0, vscode.l10n.t('The kernel is tracked by a newer run.'));
  tracked.set(notebook, finish);
  // A kernel that the cell has started is offered now.
  const live = kernel ?? (await jupyterKernel(file));
  tracking.host.context.subscriptions.push(...endings(notebook, live, finish));
}

function endings(
  notebook: vscode.NotebookDocument,
  kernel: JupyterKernel | undefined,
  finish: Finish,
): vscode.Disposable[] {
  const closed = vscode.workspace.onDidCloseNotebookDocument((which) => {
    if (which === notebook) finish(0, vscode.l10n.t('The notebook was closed.'));
  });
  const ended = kernel?.onDidChangeStatus((now) => {
    if (['terminating', 'dead', 'restarting', 'autorestarting'].includes(now))
      finish(0, vscode.l10n.t('The kernel ended.'));
  });
  return ended ? [closed, ended] : [closed];
}

function once(action: Finish): Finish {
  let done = false;
  return (exitCode, reason) => {
    if (!done) action(exitCode, reason);
    done = true;
  };
}
