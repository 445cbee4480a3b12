import * as vscode from 'vscode';
import type { PushSummary } from '../../../schemas/protocol/interop.ts';
import type { TrackerInfo } from '../../../schemas/protocol/tracking.ts';
import { executeCommand } from '../../host/commands.ts';
import { ClientError } from '../../host/errors.ts';
import { followOperation } from '../../host/follow-operation.ts';
import type { Host } from '../../host/host.ts';
import { passedRuns, type RunRef } from '../../host/run-ref.ts';
import { chooseRunner } from '../../host/runner/choose-runner.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { refuseUntrusted } from '../../host/trust.ts';
import { contentInWords, pushInWords } from './in-words.ts';
import { trackerItems } from './trackers/tracker-items.ts';

const offered = 200;

/** Sends local runs to a server of slipway.yaml; doing it again sends only what is missing there. */
export async function pushRuns(host: Host, args: unknown[]): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Push Runs');
  const passed = passedRuns(args);
  const [first] = passed;
  const runner = (first && host.runners.byKey(first.folder)) ?? (await chooseRunner(host.runners, title));
  const { trackers, current } = await runner.request('trackers/list', {});
  const remote = trackers.filter(({ kind }) => kind === 'remote');
  const target = await chooseTarget(remote, title);
  const runIds = passed.length > 0 ? localIds(passed, current) : await chooseRuns(runner, title);
  const summary = await followOperation(host, runner, {
    kind: 'push',
    title: vscode.l10n.t('Pushing runs to {0}', target.name),
    start: () => runner.request('push/start', { tracker: target.name, runIds }),
  });
  await tell(host, summary, target.name);
}

async function chooseTarget(remote: TrackerInfo[], title: string): Promise<TrackerInfo> {
  if (remote.length === 0)
    throw new ClientError(
      'SLW-CLIENT-NO-TRACKER',
      vscode.l10n.t('slipway.yaml names no MLflow server to push to.'),
      vscode.l10n.t(
        'Add one under trackers, for example: trackers: {team: {uri: "https://mlflow.example.com"}}',
      ),
    );
  const picked = await vscode.window.showQuickPick(trackerItems(remote), {
    title,
    placeHolder: vscode.l10n.t('The server to push to; slipway.yaml names them.'),
  });
  if (!picked) throw new vscode.CancellationError();
  return picked.info;
}

/** @throws ClientError `SLW-CLIENT-NOT-LOCAL` for runs that lie on a server. */
function localIds(passed: RunRef[], current: string): string[] {
  if (passed.some(({ tracker }) => (tracker || current) !== 'local'))
    throw new ClientError(
      'SLW-CLIENT-NOT-LOCAL',
      vscode.l10n.t('These runs lie on a server already; only runs of this folder can be pushed.'),
      vscode.l10n.t('Look at the local ones with Slipway: Choose Tracker.'),
    );
  return passed.map(({ runId }) => runId);
}

/** Null: all active runs. */
async function chooseRuns(runner: RunnerConnection, title: string): Promise<string[] | null> {
  const { ids, total } = await runner.request('runs/query', {
    tracker: 'local',
    experimentIds: [],
    filter: '',
    orderBy: ['attributes.start_time DESC'],
    view: 'ACTIVE_ONLY',
  });
  const all = { label: vscode.l10n.t('All Runs'), description: String(total) };
  const some = { label: vscode.l10n.t('Choose Runs…'), description: vscode.l10n.t('of the latest') };
  const scope = await vscode.window.showQuickPick([all, some], { title });
  if (!scope) throw new vscode.CancellationError();
  if (scope === all) return null;
  const { runs } = await runner.request('runs/get', { tracker: 'local', ids: ids.slice(0, offered) });
  const picked = await vscode.window.showQuickPick(
    runs.map(({ info }) => ({
      label: info.runName,
      description: info.startTime === null ? '' : new Date(info.startTime).toLocaleString(),
      runId: info.runId,
    })),
    { title, canPickMany: true, placeHolder: vscode.l10n.t('Runs to push'), matchOnDescription: true },
  );
  if (!picked || picked.length === 0) throw new vscode.CancellationError();
  return picked.map(({ runId }) => runId);
}

async function tell(host: Host, summary: PushSummary, tracker: string): Promise<void> {
  const words = pushInWords(summary, tracker);
  host.log.info(`${words} ${contentInWords(summary)}.`);
  for (const { runId, reason } of summary.failed) host.log.warn(`${runId}: ${reason}`);
  const showLog = vscode.l10n.t('Show Log');
  const chooseTracker = vscode.l10n.t('Choose Tracker');
  const choice = await (summary.failed.length > 0
    ? vscode.window.showWarningMessage(words, chooseTracker, showLog)
    : vscode.window.showInformationMessage(words, chooseTracker, showLog));
  if (choice === showLog) host.log.show();
  if (choice === chooseTracker) await executeCommand('slipway.chooseTracker');
}
