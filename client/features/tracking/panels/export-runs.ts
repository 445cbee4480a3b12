import * as vscode from 'vscode';
import type { ExportFormat } from '../../../../schemas/protocol/interop.ts';
import type { RunsTableAction, RunsTableTarget } from '../../../../schemas/protocol/views/runs-table.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';

type ExportAction = Extract<RunsTableAction, { kind: 'export' }>;

const extensions: Record<ExportFormat, string> = { csv: 'csv', arrow: 'arrow' };

/** Writes the selected runs, or all that the table's query finds, to a file that the user names. */
export async function exportRuns(
  runner: RunnerConnection,
  { tracker }: RunsTableTarget,
  { format, query, runIds, columns }: ExportAction,
): Promise<void> {
  const file = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(runner.folder.uri, `runs.${extensions[format]}`),
    filters: { [format === 'csv' ? 'CSV' : 'Arrow']: [extensions[format]] },
  });
  if (file === undefined) return;
  const rows = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Exporting runs'),
      cancellable: true,
    },
    async (_progress, token) => {
      const ids = runIds ?? (await runner.request('runs/query', { tracker, ...query }, token)).ids;
      const { operation } = await runner.request('export/start', {
        tracker,
        runIds: ids,
        what: 'runs',
        format,
        // Counted by the table from the start and the end, which are exported.
        columns: columns.filter((column) => column !== 'attributes.duration'),
        file: file.fsPath,
      });
      token.onCancellationRequested(() => runner.request('operations/cancel', { operation }));
      const { summary } = await runner.request('operations/result', { operation });
      return 'rows' in summary ? summary.rows : 0;
    },
  );
  const open = vscode.l10n.t('Open');
  const told = vscode.l10n.t('{0} runs were exported.', rows);
  const choice = await (format === 'csv'
    ? vscode.window.showInformationMessage(told, open)
    : vscode.window.showInformationMessage(told));
  if (choice === open) await vscode.commands.executeCommand('vscode.open', file);
}
