import * as vscode from 'vscode';
import { executeCommand } from '../../../host/commands.ts';
import { trackerStateInWords } from '../../../host/in-words.ts';
import { chooseRunner } from '../../../host/runner/choose-runner.ts';
import type { Tracking } from '../tracking.ts';

/** Which of slipway.yaml's trackers a folder's views read. */
export async function chooseTracker(tracking: Tracking): Promise<void> {
  const title = vscode.l10n.t('Choose Tracker');
  const runner = await chooseRunner(tracking.host.runners, title);
  const folder = runner.folder.uri.toString();
  const { trackers, current } = await runner.request('trackers/list', {});
  const chosen = tracking.trackerOf(folder) || current;
  const items = trackers.map((info) => ({
    label: info.name,
    description: [
      info.uri,
      trackerStateInWords(info.state),
      info.name === chosen ? vscode.l10n.t('in use') : '',
    ]
      .filter(Boolean)
      .join(' · '),
    detail: info.state === 'ready' ? '' : info.detail,
    iconPath: new vscode.ThemeIcon(info.kind === 'embedded' ? 'device-desktop' : 'cloud'),
    info,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Where the views read runs from; slipway.yaml names them.'),
  });
  if (!picked) return;
  const { name, state } = picked.info;
  await tracking.chooseTracker(folder, name === current ? '' : name);
  if (state === 'waiting-for-credentials')
    await executeCommand('slipway.setTrackerCredentials', { folder, tracker: name });
}

/** For a script or notebook that is started elsewhere: what MLFLOW_TRACKING_URI has to be. */
export async function copyTrackingUri(tracking: Tracking): Promise<void> {
  const runner = await chooseRunner(tracking.host.runners, vscode.l10n.t('Copy Tracking URI'));
  const { trackingUri } = await runner.request('runner/info', {});
  await vscode.env.clipboard.writeText(trackingUri);
  vscode.window.setStatusBarMessage(
    vscode.l10n.t('Tracking URI copied. It holds a secret: share it with nobody.'),
    5000,
  );
}

export async function stopRunner(tracking: Tracking): Promise<void> {
  const runner = await chooseRunner(tracking.host.runners, vscode.l10n.t('Stop Runner'));
  await runner.stopRunner('asked for in the editor');
  vscode.window.setStatusBarMessage(
    vscode.l10n.t('The runner of {0} is stopped. What it started goes on.', runner.folder.name),
    5000,
  );
}
