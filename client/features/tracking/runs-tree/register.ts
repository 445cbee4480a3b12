import * as vscode from 'vscode';
import { registerCommands } from '../../../host/commands.ts';
import { setContextKey } from '../../../host/context-keys.ts';
import { Disposables } from '../../../host/disposables.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { showNotice } from '../manage/show-notice.ts';
import { reviveOutputs } from '../output/open-output.ts';
import type { Tracking } from '../tracking.ts';
import { hasRunsToShow, runSources } from './has-runs-to-show.ts';
import { LiveRuns } from './live-runs.ts';
import type { MoreNode } from './nodes.ts';
import { type FolderOutcome, RunsTree } from './runs-tree.ts';

/** The Runs view: its tree, badge and messages, kept as live as the runners' notifications. */
export function registerRunsTree(tracking: Tracking): vscode.Disposable {
  const { runners } = tracking.host;
  const disposables = new Disposables();
  const live = disposables.add(new LiveRuns(runners));
  const tree = disposables.add(new RunsTree(tracking, live));
  const view = disposables.add(
    vscode.window.createTreeView('slipway.runs', {
      treeDataProvider: tree,
      canSelectMany: true,
      showCollapseAll: true,
    }),
  );
  disposables.add(tree.onDidLoad((outcomes) => setRunsState(outcomes)));
  disposables.add(
    live.onDidChange(() => {
      const { count } = live;
      setContextKey('slipway.liveRuns', count);
      view.badge =
        count > 0 ? { value: count, tooltip: vscode.l10n.t('{0} live tracked runs', count) } : undefined;
    }),
  );

  disposables.add(live.onDidList(({ folder }) => reviveOutputs(tracking, folder, live)));

  const watched = new Map<RunnerConnection, vscode.Disposable>();
  const watchFolders = () => {
    for (const runner of runners.all) {
      if (!watched.has(runner)) watched.set(runner, watchFolder(tracking, runner, tree));
    }
    for (const [runner, watch] of watched) {
      if (runners.all.includes(runner)) continue;
      watch.dispose();
      watched.delete(runner);
    }
  };
  watchFolders();
  disposables.add({ dispose: () => vscode.Disposable.from(...watched.values()).dispose() });
  disposables.add(
    runners.onDidChangeFolders(() => {
      watchFolders();
      tree.refreshAll();
    }),
  );
  disposables.add(
    runners.onDidChangeState(({ state }) => {
      setContextKey(
        'slipway.connected',
        runners.all.some((runner) => runner.state.kind === 'ready'),
      );
      const stale = state.kind === 'failed' && tree.hasRows;
      view.message = stale
        ? vscode.l10n.t('The runner does not answer; it is tried again.')
        : vscode.workspace.isTrusted || state.kind !== 'ready'
          ? ''
          : vscode.l10n.t(
              'Not trusted: runs as they were when this was opened or refreshed, for reading only.',
            );
      if (state.kind !== 'idle' && state.kind !== 'connecting' && !stale) tree.refreshAll();
    }),
  );
  disposables.add(tracking.onDidChangeTracker(() => tree.refreshAll()));
  disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => tree.refreshAll()));
  disposables.add(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('slipway.headlineMetric')) tree.refreshAll();
    }),
  );
  const showDeleted = (shown: boolean) => {
    setContextKey('slipway.showsDeleted', shown);
    tree.showsDeleted = shown;
  };
  disposables.add(
    registerCommands(tracking.host, {
      'slipway.refreshRuns': async () => {
        const failed = runners.all.filter(
          ({ state }) => state.kind === 'failed' || state.kind === 'outdated',
        );
        await Promise.all(failed.map((runner) => runner.connect()));
        for (const runner of runners.all) runner.forgetCopy();
        tree.refreshAll();
      },
      'slipway.showDeletedRuns': () => showDeleted(true),
      'slipway.hideDeletedRuns': () => showDeleted(false),
      'slipway.loadMoreRuns': (node) => tree.loadMore(node as MoreNode),
    }),
  );
  return disposables;
}

/** Follows one folder: its runner's notifications, and the store that a terminal or CI job makes in it. */
function watchFolder(tracking: Tracking, runner: RunnerConnection, tree: RunsTree): vscode.Disposable {
  const folder = runner.folder.uri.toString();
  const connectWhereRunsAre = async () => {
    if (await hasRunsToShow(runner.folder.uri))
      // The connection keeps its own failure as its state.
      await runner.connect().catch(() => undefined);
  };
  void connectWhereRunsAre();
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(runner.folder, `{${runSources.join(',')}}`),
    false,
    true,
    true,
  );
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(connectWhereRunsAre),
    vscode.workspace.onDidGrantWorkspaceTrust(connectWhereRunsAre),
    runner.onNotification('tracking/changed', ({ runIds, experiments, metricsOnly }) => {
      // The connection tells of its own failures; the next change reads again.
      tree.refreshRuns(folder, { runIds: experiments ? [] : runIds, metricsOnly }).catch(() => undefined);
    }),
    runner.onNotification('trackers/changed', () => tree.refreshAll()),
    runner.onNotification('runner/notice', (notice) => showNotice(tracking, notice)),
  );
}

function setRunsState(outcomes: ReadonlyMap<string, FolderOutcome>): void {
  const all = [...outcomes.values()];
  const state = (['runs', 'outdated', 'failed', 'empty'] as const).find((outcome) => all.includes(outcome));
  setContextKey('slipway.runsState', state ?? 'empty');
  setContextKey('slipway.hasRuns', state === 'runs');
}
