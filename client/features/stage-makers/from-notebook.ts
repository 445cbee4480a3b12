import * as vscode from 'vscode';
import type { FileChanges } from '../../host/file-changes.ts';
import type { Host } from '../../host/host.ts';
import { runnerOfFile } from '../../host/runner/runner-of-file.ts';
import { activeNotebook } from '../../host/start/active-file.ts';
import { refuseUntrusted } from '../../host/trust.ts';
import { makeStage } from './make-stage.ts';

/** Turns the notebook that a menu passed, or the active one, into a stage. */
export async function stageFromNotebook(host: Host, changes: FileChanges, passed: unknown): Promise<void> {
  refuseUntrusted();
  const file = await activeNotebook(passed);
  const runner = runnerOfFile(host.runners, file);
  await makeStage(
    runner,
    changes,
    { kind: 'notebook', file: file.fsPath, takesFirstCell: true },
    vscode.l10n.t('Turn Notebook into Pipeline Stage'),
  );
}
