import * as vscode from 'vscode';
import type { ImportRequest, ImportSummary } from '../../../../schemas/protocol/interop.ts';
import { executeCommand } from '../../../host/commands.ts';
import { describeError } from '../../../host/errors.ts';
import { followOperation } from '../../../host/follow-operation.ts';
import type { Host } from '../../../host/host.ts';
import { chooseRunner } from '../../../host/runner/choose-runner.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { refuseUntrusted } from '../../../host/trust.ts';
import { contentInWords, importInWords } from '../in-words.ts';
import { chooseSource } from './choose-source.ts';

/** Takes runs from elsewhere into the folder's own store; doing it again takes only what is new. */
export async function importRuns(host: Host): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Import Runs');
  const runner = await chooseRunner(host.runners, title);
  const request = await chooseSource(host, runner, title);
  const summary = await importFrom(host, runner, request);
  await tell(host, summary);
}

async function importFrom(
  host: Host,
  runner: RunnerConnection,
  request: ImportRequest,
): Promise<ImportSummary> {
  const place = placeOf(request);
  const follow = (wanted: ImportRequest) =>
    followOperation(host, runner, {
      kind: 'import',
      title: vscode.l10n.t('Importing runs from {0}', place),
      start: () => runner.request('import/start', { request: wanted }),
    });
  try {
    return await follow(request);
  } catch (error) {
    if (request.kind !== 'mlflow-server' || describeError(error).code !== 'PERMISSION_DENIED') throw error;
    return follow({ ...request, ...(await askForCredentials(place, request.username)) });
  }
}

async function askForCredentials(
  place: string,
  known: string | null,
): Promise<{ username: string | null; token: string }> {
  const title = vscode.l10n.t('Credentials of {0}', place);
  const username = await vscode.window.showInputBox({
    title,
    value: known ?? '',
    prompt: vscode.l10n.t('User name. Empty: the server takes a token alone.'),
    ignoreFocusOut: true,
  });
  if (username === undefined) throw new vscode.CancellationError();
  const token = await vscode.window.showInputBox({
    title,
    password: true,
    prompt: username ? vscode.l10n.t('Password') : vscode.l10n.t('Token'),
    ignoreFocusOut: true,
  });
  if (!token) throw new vscode.CancellationError();
  return { username: username || null, token };
}

async function tell(host: Host, summary: ImportSummary): Promise<void> {
  const words = importInWords(summary);
  host.log.info(`${words} ${contentInWords(summary)}.`);
  for (const { item, reason } of summary.skipped) host.log.warn(`${item}: ${reason}`);
  const showLog = vscode.l10n.t('Show Log');
  const openTable = vscode.l10n.t('Open Runs Table');
  const choice = await (summary.skippedCount > 0
    ? vscode.window.showWarningMessage(words, openTable, showLog)
    : vscode.window.showInformationMessage(words, openTable, showLog));
  if (choice === showLog) host.log.show();
  if (choice === openTable) await executeCommand('slipway.openRunsTable');
}

function placeOf(request: ImportRequest): string {
  switch (request.kind) {
    case 'mlflow-server':
      return request.uri;
    case 'mlflow-db':
      return request.file;
    default:
      return request.folder;
  }
}
