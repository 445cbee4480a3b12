import * as vscode from 'vscode';
import type { GateReport } from '../../../../schemas/protocol/gates.ts';
import type { VersionRef } from '../../../../schemas/protocol/registry.ts';
import { followOperation } from '../../../host/follow-operation.ts';
import type { Host } from '../../../host/host.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { startContext } from '../../../host/start/start-context.ts';

/**
 * Runs the evaluation where none is recorded for these very files, or `fresh` asks for another.
 * @throws CancellationError where a person cancels it; the runner's own error otherwise
 */
export async function runGates(
  host: Host,
  runner: RunnerConnection,
  { model, version }: VersionRef,
  fresh: boolean,
  cancelled?: vscode.CancellationToken,
): Promise<GateReport> {
  const folder = runner.folder.uri;
  const context = await startContext(folder, folder.fsPath);
  return followOperation(host, runner, {
    kind: 'gates',
    ...(cancelled && { cancelled }),
    title: vscode.l10n.t('Evaluating the gates of {0} {1}', model, version),
    start: () => runner.request('gates/evaluate', { model, version, fresh, context }),
  });
}
