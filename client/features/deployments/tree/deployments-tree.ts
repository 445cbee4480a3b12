import * as vscode from 'vscode';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import type { Deployments } from '../deployments.ts';
import { type Node, partsOf } from '../nodes.ts';
import { earlier, treeItem } from './items.ts';

const elapsedMs = 1_000;

/** The Deployments view: targets; below each what goes on, what is live, and what was. */
export function registerDeploymentsTree(deployments: Deployments): vscode.Disposable {
  const changed = new vscode.EventEmitter<Node | undefined>();
  const view = vscode.window.createTreeView<Node>('slipway.deployments', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (node) => treeItem(node, Date.now()),
      getChildren: (node) => childrenOf(deployments, node),
    },
  });
  // A rollout's row tells how long it has been at its step.
  const tick = setInterval(() => {
    const isRolling = deployments.runners.some((runner) =>
      deployments.of(runner).some(({ rollout }) => rollout !== null),
    );
    if (view.visible && isRolling) changed.fire(undefined);
  }, elapsedMs);
  return vscode.Disposable.from(
    view,
    changed,
    deployments.onDidChange(() => changed.fire(undefined)),
    { dispose: () => clearInterval(tick) },
  );
}

function childrenOf(deployments: Deployments, node: Node | undefined): Node[] {
  const { runners } = deployments;
  if (node === undefined) {
    if (runners.length === 1) return runners.flatMap((runner) => targetsOf(deployments, runner));
    return runners.map(({ folder }) => ({
      kind: 'folder',
      folder: folder.uri.toString(),
      name: folder.name,
    }));
  }
  switch (node.kind) {
    case 'folder':
      return runners
        .filter(({ folder }) => folder.uri.toString() === node.folder)
        .flatMap((runner) => targetsOf(deployments, runner));
    case 'target': {
      const runner = deployments.host.runners.byKey(node.folder);
      return partsOf(node.folder, node.target, runner ? deployments.knownAt(runner) : Date.now());
    }
    case 'history':
      return earlier(node.target).map((revision) => ({ ...node, kind: 'revision', revision }));
    default:
      return [];
  }
}

function targetsOf(deployments: Deployments, runner: RunnerConnection): Node[] {
  const folder = runner.folder.uri.toString();
  return deployments.of(runner).map((target) => ({ kind: 'target', folder, target }));
}
