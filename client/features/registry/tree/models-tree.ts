import * as vscode from 'vscode';
import { describeError } from '../../../host/errors.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';
import type { GateReports } from '../gates/gate-reports.ts';
import type { LiveVersions } from '../live-versions.ts';
import type { Models } from '../models.ts';
import type { FactNode, GateNode, GatesNode, ModelNode, Node, VersionNode } from '../nodes.ts';
import { nodeId, treeItem } from './items.ts';
import { versionFacts } from './version-facts.ts';

/** What the view is made of. */
export interface ModelsSources {
  models: Models;
  reports: GateReports;
  live: LiveVersions;
}

/** The Models view: models, below them versions, below these what is known of each; a branch is asked for when it is opened. */
export function registerModelsTree(sources: ModelsSources): vscode.Disposable {
  const { models, reports, live } = sources;
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView<Node>('slipway.models', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: treeItem,
      getChildren: (node) => childrenOf(sources, node),
    },
    canSelectMany: true,
    showCollapseAll: true,
  });
  const show = () => {
    view.message = elsewhereInWords(models);
    changed.fire();
  };
  return vscode.Disposable.from(
    view,
    changed,
    models.onDidChange(show),
    reports.onDidChange(() => changed.fire()),
    live.onDidChange(() => changed.fire()),
  );
}

/** Empty where the view shows all that there is. */
function elsewhereInWords(models: Models): string {
  const servers = models.host.runners.all.flatMap((runner) => models.of(runner).elsewhere ?? []);
  const [server] = servers;
  if (server === undefined) return '';
  return vscode.l10n.t(
    'Models of this folder. What is registered with the tracker {0} is at {1}.',
    server.tracker,
    server.uri,
  );
}

async function childrenOf(sources: ModelsSources, node: Node | undefined): Promise<Node[]> {
  const { models } = sources;
  const { runners } = models;
  if (node === undefined) {
    if (models.host.runners.all.length <= 1) return runners.flatMap((runner) => modelNodes(models, runner));
    return runners.map(({ folder }) => ({
      kind: 'folder',
      folder: folder.uri.toString(),
      name: folder.name,
    }));
  }
  const runner = models.host.runners.byKey(node.folder);
  if (runner === undefined) return [];
  if (node.kind === 'folder') return modelNodes(models, runner);
  try {
    switch (node.kind) {
      case 'model':
        return await versionNodes(sources, runner, node);
      case 'version':
        return [...gatesNode(node), ...(await factNodes(models, runner, node))];
      case 'gates':
        return gateNodes(node);
      default:
        return [];
    }
  } catch (error) {
    const { message } = describeError(error);
    return [{ kind: 'problem', folder: node.folder, parent: nodeId(node), message }];
  }
}

function modelNodes(models: Models, runner: RunnerConnection): ModelNode[] {
  const folder = runner.folder.uri.toString();
  return models.of(runner).models.map((model) => ({ kind: 'model', folder, model }));
}

async function versionNodes(
  { models, reports, live }: ModelsSources,
  runner: RunnerConnection,
  { folder, model }: ModelNode,
): Promise<VersionNode[]> {
  const [versions, known, places] = await Promise.all([
    models.versions(runner, model.name),
    reports.of(runner, model.name),
    live.of(runner),
  ]);
  const byVersion = new Map(known.map((report) => [report.version, report]));
  return versions.map((version) => ({
    kind: 'version',
    folder,
    version,
    report: byVersion.get(version.version) ?? null,
    live: places.filter((place) => place.model === model.name && place.version === version.version),
  }));
}

function gatesNode(of: VersionNode): GatesNode[] {
  const { folder, report } = of;
  return report === null ? [] : [{ kind: 'gates', folder, of, report }];
}

function gateNodes(node: GatesNode): GateNode[] {
  const { folder, report } = node;
  const parent = nodeId(node);
  return report.gates.map((gate) => ({ kind: 'gate', folder, parent, manifest: report.manifest, gate }));
}

async function factNodes(
  models: Models,
  runner: RunnerConnection,
  { folder, version: { model, version }, live }: VersionNode,
): Promise<FactNode[]> {
  const details = await models.details(runner, { model, version });
  return versionFacts(details, live).map((fact) => ({ kind: 'fact', folder, model, version, fact }));
}
