import * as vscode from 'vscode';
import { registerCommands } from '../../../host/commands.ts';
import { setContextKey } from '../../../host/context-keys.ts';
import { Disposables } from '../../../host/disposables.ts';
import type { FolderState } from '../folder-pipelines.ts';
import type { Pipelines } from '../pipelines.ts';
import { isDue } from '../stage-facts.ts';
import { PipelinesTree } from './pipelines-tree.ts';

/** The Pipelines view: its tree, messages and what its title bar does. */
export function registerPipelinesTree(pipelines: Pipelines): vscode.Disposable {
  const disposables = new Disposables();
  const tree = disposables.add(new PipelinesTree(pipelines));
  const view = disposables.add(
    vscode.window.createTreeView('slipway.pipelines', {
      treeDataProvider: tree,
      canSelectMany: true,
      showCollapseAll: true,
    }),
  );
  const update = () => {
    setContextKey('slipway.pipelinesState', stateOf(pipelines));
    view.message = messageOf(pipelines, tree.onlyDue);
  };
  const showOnlyDue = (onlyDue: boolean) => {
    setContextKey('slipway.showsOnlyDue', onlyDue);
    tree.onlyDue = onlyDue;
    update();
  };
  disposables.add(pipelines.onDidChange(update));
  disposables.add(pipelines.onDidChangeFolders(update));
  update();
  disposables.add(
    registerCommands(pipelines.host, {
      'slipway.showOnlyDueStages': () => showOnlyDue(true),
      'slipway.showAllStages': () => showOnlyDue(false),
      'slipway.refreshPipelines': async () => {
        const { all } = pipelines.host.runners;
        await Promise.all(
          all
            .filter(({ state }) => ['failed', 'outdated'].includes(state.kind))
            .map((runner) => runner.connect()),
        );
        await Promise.all(pipelines.all.map((folder) => folder.refresh()));
      },
    }),
  );
  return disposables;
}

function stateOf(pipelines: Pipelines): FolderState['kind'] {
  const kinds = pipelines.all.map(({ state }) => state.kind);
  return (['ready', 'failed', 'unknown'] as const).find((kind) => kinds.includes(kind)) ?? 'none';
}

function messageOf(pipelines: Pipelines, onlyDue: boolean): string {
  const stages = pipelines.all.flatMap(({ view }) => view?.stages ?? []);
  if (stages.length === 0) return '';
  if (!vscode.workspace.isTrusted)
    return vscode.l10n.t('Not trusted: stages are shown for reading only, and not judged.');
  return onlyDue && !stages.some(({ state }) => isDue(state))
    ? vscode.l10n.t('All {0} stages are up to date.', stages.length)
    : '';
}
