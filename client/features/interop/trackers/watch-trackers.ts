import * as vscode from 'vscode';
import type { ResultOf } from '../../../../schemas/protocol/rpc.ts';
import type { TrackerInfo } from '../../../../schemas/protocol/tracking.ts';
import { executeCommand } from '../../../host/commands.ts';
import { setContextKey } from '../../../host/context-keys.ts';
import { Disposables } from '../../../host/disposables.ts';
import type { Host } from '../../../host/host.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { watchRunners } from '../../../host/runner/watch-runners.ts';
import type { TrackerCredentials } from './tracker-credentials.ts';

const mutedKey = 'slipway.mutedCredentials';

/**
 * Follows the trackers of slipway.yaml in all folders: what is wrong in the file stands in the Problems view, tokens
 * are handed to each runner as it connects, and a tracker that waits for one is told of once.
 */
export function watchTrackers(host: Host, credentials: TrackerCredentials): vscode.Disposable {
  const disposables = new Disposables();
  const problems = disposables.add(vscode.languages.createDiagnosticCollection('slipway'));
  const remoteCount = new Map<RunnerConnection, number>();
  const asked = new Set<string>();

  const read = async (runner: RunnerConnection) => {
    if (runner.state.kind !== 'ready') return;
    const listed = await runner.request('trackers/list', {});
    const remote = listed.trackers.filter(({ kind }) => kind === 'remote');
    problems.set(manifestOf(runner), listed.problems.map(diagnosticOf));
    remoteCount.set(runner, remote.length);
    setContextKey(
      'slipway.remoteTrackers',
      [...remoteCount.values()].reduce((sum, count) => sum + count, 0),
    );
    for (const tracker of remote) {
      const handed = await credentials.handOver(runner, tracker);
      if (tracker.state === 'waiting-for-credentials' && handed !== 'handed' && !asked.has(tracker.uri)) {
        asked.add(tracker.uri);
        void askOnce(host, runner, tracker);
      }
    }
  };
  const reading = new Map<RunnerConnection, Promise<void>>();
  const readAgain = (runner: RunnerConnection) => {
    // One after another, so that none judges a tracker by what was before a token was handed over. The connection
    // tells of its own failures; the next change reads again.
    const next = (reading.get(runner) ?? Promise.resolve()).then(() => read(runner));
    const settled = next.catch((error: unknown) =>
      host.log.debug(`Trackers of ${runner.folder.name}: ${error}`),
    );
    reading.set(runner, settled);
  };

  const watch = (runner: RunnerConnection) => {
    readAgain(runner);
    return runner.onNotification('trackers/changed', () => readAgain(runner));
  };
  const forget = (runner: RunnerConnection) => {
    remoteCount.delete(runner);
    reading.delete(runner);
    problems.delete(manifestOf(runner));
  };
  disposables.add(watchRunners(host.runners, watch, forget));
  disposables.add(
    host.runners.onDidChangeState(({ runner, state }) => {
      if (state.kind !== 'ready') return;
      credentials.forgetHandedTo(runner);
      readAgain(runner);
    }),
  );
  disposables.add(credentials.onDidChange(() => host.runners.all.forEach(readAgain)));
  return disposables;
}

async function askOnce(host: Host, runner: RunnerConnection, tracker: TrackerInfo): Promise<void> {
  const muted = host.context.globalState.get<string[]>(mutedKey, []);
  if (muted.includes(tracker.uri)) return;
  const set = vscode.l10n.t('Set Credentials…');
  const never = vscode.l10n.t("Don't show again");
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('The tracker {0} ({1}) waits for credentials.', tracker.name, tracker.uri),
    set,
    never,
  );
  if (choice === set)
    await executeCommand('slipway.setTrackerCredentials', {
      folder: runner.folder.uri.toString(),
      tracker: tracker.name,
    });
  if (choice === never) await host.context.globalState.update(mutedKey, [...muted, tracker.uri]);
}

function manifestOf(runner: RunnerConnection): vscode.Uri {
  return vscode.Uri.joinPath(runner.folder.uri, 'slipway.yaml');
}

function diagnosticOf({
  message,
  line,
  column,
}: ResultOf<'trackers/list'>['problems'][number]): vscode.Diagnostic {
  const start = new vscode.Position(line - 1, column - 1);
  // To the end of the line, as far as the editor has one.
  const range = new vscode.Range(start, start.with({ character: Number.MAX_SAFE_INTEGER }));
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'slipway';
  return diagnostic;
}
