import * as vscode from 'vscode';
import { ClientError } from '../errors.ts';
import type { RunnerConnection } from './connection.ts';
import type { Runners } from './runners.ts';

/**
 * The runner of the folder that holds a file.
 * @throws ClientError `SLW-CLIENT-OUTSIDE` for a file of no folder of the workspace.
 */
export function runnerOfFile(runners: Runners, file: vscode.Uri): RunnerConnection {
  const runner = runners.of(file);
  if (!runner)
    throw new ClientError(
      'SLW-CLIENT-OUTSIDE',
      vscode.l10n.t(
        '{0} is in no folder of this workspace, and runs are kept with their folder.',
        file.fsPath || file.toString(),
      ),
      vscode.l10n.t('Open its folder (File: Open Folder…) and run it from there.'),
    );
  return runner;
}
