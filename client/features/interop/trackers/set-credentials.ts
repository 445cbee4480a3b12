import * as vscode from 'vscode';
import type { TrackerInfo } from '../../../../schemas/protocol/tracking.ts';
import { askForText } from '../../../host/ask-for-text.ts';
import { ClientError } from '../../../host/errors.ts';
import type { Host } from '../../../host/host.ts';
import { chooseRunner } from '../../../host/runner/choose-runner.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { refuseUntrusted } from '../../../host/trust.ts';
import type { TrackerCredentials } from './tracker-credentials.ts';
import { trackerItems } from './tracker-items.ts';

/** Asks for a tracker's token (or password, where slipway.yaml names a user), keeps it and hands it to the runner. */
export async function setCredentials(
  host: Host,
  credentials: TrackerCredentials,
  named: unknown,
): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Set Tracker Credentials');
  const wanted = trackerNamed(named);
  const runner = (wanted && host.runners.byKey(wanted.folder)) ?? (await chooseRunner(host.runners, title));
  for (;;) {
    const tracker = await chooseTracker(runner, title, wanted?.tracker);
    const token = await askForText({
      title: `${title}: ${tracker.name}`,
      prompt: vscode.l10n.t('Token or password for {0}. Empty: forget it.', tracker.uri),
      secret: true,
      problemOf: () => null,
    });
    if (token === 'back' && !wanted) continue;
    if (token === undefined || token === 'back') throw new vscode.CancellationError();
    await credentials.store(runner, tracker, token || null);
    vscode.window.setStatusBarMessage(
      token
        ? vscode.l10n.t('The token of {0} is kept in the system’s secret storage.', tracker.name)
        : vscode.l10n.t('The token of {0} is forgotten.', tracker.name),
      5_000,
    );
    return;
  }
}

async function chooseTracker(
  runner: RunnerConnection,
  title: string,
  name: string | undefined,
): Promise<TrackerInfo> {
  const { trackers } = await runner.request('trackers/list', {});
  const remote = trackers.filter(({ kind }) => kind === 'remote');
  const named = remote.find((tracker) => tracker.name === name);
  if (named) return named;
  if (remote.length === 0)
    throw new ClientError(
      'SLW-CLIENT-NO-TRACKER',
      vscode.l10n.t('slipway.yaml names no MLflow server.'),
      vscode.l10n.t(
        'Add one under trackers, for example: trackers: {team: {uri: "https://mlflow.example.com"}}',
      ),
    );
  const picked = await vscode.window.showQuickPick(trackerItems(remote), {
    title,
    placeHolder: vscode.l10n.t('Choose a tracker'),
  });
  if (!picked) throw new vscode.CancellationError();
  return picked.info;
}

function trackerNamed(value: unknown): { folder: string; tracker: string } | null {
  if (typeof value !== 'object' || value === null || !('folder' in value) || !('tracker' in value))
    return null;
  const { folder, tracker } = value;
  return typeof folder === 'string' && typeof tracker === 'string' ? { folder, tracker } : null;
}
