import { basename, relative } from 'node:path';
import * as vscode from 'vscode';
import type { StartedExecution } from '../../../../schemas/protocol/executions.ts';
import type { RunRef } from '../../../host/run-ref.ts';
import { chooseRunner } from '../../../host/runner/choose-runner.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { runnerOfFile } from '../../../host/runner/runner-of-file.ts';
import { activeFile, activeNotebook } from '../../../host/start/active-file.ts';
import { startContext, workingFolder } from '../../../host/start/start-context.ts';
import { openOutput } from '../output/open-output.ts';
import type { Tracking } from '../tracking.ts';
import { pickCommandLine } from './pick-command-line.ts';
import { splitCommandLine } from './split-command-line.ts';

export async function runPythonFile(tracking: Tracking, passed: unknown): Promise<RunRef> {
  const file = await activeFile(passed);
  const runner = runnerOfFile(tracking.host.runners, file);
  return start(tracking, runner, relative(runner.folder.uri.fsPath, file.fsPath), async (token) =>
    runner.request(
      'executions/startPython',
      { ...(await startContext(file, workingFolder(file))), file: file.fsPath, args: [] },
      token,
    ),
  );
}

export async function runNotebook(tracking: Tracking, passed: unknown): Promise<RunRef> {
  const file = await activeNotebook(passed);
  const runner = runnerOfFile(tracking.host.runners, file);
  return start(tracking, runner, relative(runner.folder.uri.fsPath, file.fsPath), async (token) =>
    runner.request(
      'executions/startNotebook',
      {
        ...(await startContext(file, workingFolder(file))),
        file: file.fsPath,
        parameters: {},
      },
      token,
    ),
  );
}

export async function runCommand(tracking: Tracking): Promise<RunRef> {
  const title = vscode.l10n.t('Run Command as Tracked Run');
  const runner = await chooseRunner(tracking.host.runners, title);
  const commandLine = await pickCommandLine(tracking.host.context.workspaceState, title);
  const folder = runner.folder.uri;
  return start(tracking, runner, commandLine, async (token) =>
    runner.request(
      'executions/startCommand',
      { ...(await startContext(folder, folder.fsPath)), command: splitCommandLine(commandLine) },
      token,
    ),
  );
}

/** Starts what `recipe` of an earlier run says, with today's environment. */
export async function rerun(tracking: Tracking, ref: RunRef): Promise<RunRef> {
  const runner = tracking.runnerOf(ref);
  const { recipe } = await runner.request('executions/recipe', { runId: ref.runId });
  if (!recipe) throw tracking.notStartedHere();
  const context = { ...(await startContext(runner.folder.uri, recipe.cwd)), cwd: recipe.cwd };
  const what = recipe.kind === 'command' ? recipe.command.join(' ') : basename(recipe.file);
  return start(tracking, runner, what, (token) => {
    switch (recipe.kind) {
      case 'python': {
        const { file, args, interpreter } = recipe;
        return runner.request('executions/startPython', { ...context, file, args, interpreter }, token);
      }
      case 'notebook': {
        const { kind: _kind, cwd: _cwd, ...notebook } = recipe;
        return runner.request('executions/startNotebook', { ...context, ...notebook }, token);
      }
      case 'command':
        return runner.request('executions/startCommand', { ...context, command: recipe.command }, token);
    }
  });
}

/** Shows progress in the Runs view while a start is under way, then the run's output. */
async function start(
  tracking: Tracking,
  runner: RunnerConnection,
  what: string,
  request: (token: vscode.CancellationToken) => Promise<StartedExecution>,
): Promise<RunRef> {
  const started = await vscode.window.withProgress(
    { location: { viewId: 'slipway.runs' }, title: vscode.l10n.t('Starting {0}', what), cancellable: true },
    (_progress, token) => request(token),
  );
  const folder = runner.folder.uri.toString();
  const ref = { folder, tracker: tracking.trackerOf(folder), runId: started.runId };
  await openOutput(tracking, ref, { name: what, focus: false });
  return ref;
}
