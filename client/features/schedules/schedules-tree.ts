import * as vscode from 'vscode';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { treeItem } from './items.ts';
import type { Node } from './nodes.ts';
import type { Schedules } from './schedules.ts';

const relativeTimesMs = 60_000;

/** The Schedules view: each schedule with its next start; below it what became of those before. */
export function registerSchedulesTree(schedules: Schedules): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView<Node>('slipway.schedules', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (node) => treeItem(node, Date.now()),
      getChildren: (node) => childrenOf(schedules, node),
    },
  });
  const tick = setInterval(() => {
    if (view.visible) changed.fire();
  }, relativeTimesMs);
  return vscode.Disposable.from(
    view,
    changed,
    schedules.onDidChange(() => changed.fire()),
    { dispose: () => clearInterval(tick) },
  );
}

function childrenOf(schedules: Schedules, node: Node | undefined): Node[] {
  const { runners } = schedules;
  if (node === undefined) {
    if (runners.length === 1) return runners.flatMap((runner) => nodesOf(schedules, runner));
    return runners.map(({ folder }) => ({
      kind: 'folder',
      folder: folder.uri.toString(),
      name: folder.name,
    }));
  }
  if (node.kind === 'folder')
    return runners
      .filter(({ folder }) => folder.uri.toString() === node.folder)
      .flatMap((runner) => nodesOf(schedules, runner));
  if (node.kind === 'firing') return [];
  const { folder, schedule } = node;
  return schedule.firings.map((firing) => ({ kind: 'firing', folder, schedule: schedule.name, firing }));
}

function nodesOf(schedules: Schedules, runner: RunnerConnection): Node[] {
  const folder = runner.folder.uri.toString();
  return schedules.of(runner).map((schedule) => ({ kind: 'schedule', folder, schedule }));
}
