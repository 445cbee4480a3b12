import * as vscode from 'vscode';
import { type Run, type RunStatus, runTags } from '../../../../schemas/protocol/tracking.ts';
import { formatMetric, headlineMetric } from '../../../host/run-metrics.ts';
import type { ExperimentNode, FolderNode, MoreNode, Node, ProblemNode, RunNode } from './nodes.ts';
import { isStarred, runFlags } from './run-facts.ts';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** What a run's row says beside the run itself. */
export interface RowContext {
  /** The metric that the folder's setting names. */
  headline: string;
  /** Whether its process goes on. */
  live: boolean;
}

export function treeItem(node: Node, context: RowContext): vscode.TreeItem {
  switch (node.kind) {
    case 'folder':
      return folderItem(node);
    case 'experiment':
      return experimentItem(node);
    case 'run':
      return runItem(node, context);
    case 'more':
      return moreItem(node);
    case 'problem':
      return problemItem(node);
  }
}

function folderItem(node: FolderNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.name, Expanded);
  item.id = node.folder;
  item.iconPath = new vscode.ThemeIcon('root-folder');
  item.contextValue = 'folder';
  return item;
}

function experimentItem(node: ExperimentNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.experiment.name, node.first ? Expanded : Collapsed);
  item.id = `${node.folder}#${node.tracker}#${node.experiment.experimentId}`;
  item.iconPath = new vscode.ThemeIcon('beaker');
  item.contextValue = 'experiment';
  item.accessibilityInformation = { label: vscode.l10n.t('Experiment {0}', node.experiment.name) };
  return item;
}

function runItem(node: RunNode, { headline, live }: RowContext): vscode.TreeItem {
  const { info, tags } = node.run;
  const item = new vscode.TreeItem(info.runName, node.childCount > 0 ? Collapsed : None);
  item.id = `${node.folder}#${node.tracker}#${info.runId}`;
  const deleted = info.lifecycleStage === 'deleted';
  const state = deleted ? vscode.l10n.t('deleted') : stateWord(info.status);
  const metric = headlineMetric(node.run, headline);
  const parts = [
    isStarred(node.run) ? '★' : '',
    deleted || info.status !== 'FINISHED' ? state : '',
    metric ? `${metric.key} ${formatMetric(metric)}` : '',
    tags[runTags.warning] ? '⚠' : '',
    sourceOf(node.run),
  ];
  item.description = parts.filter(Boolean).join(' · ');
  item.iconPath = deleted ? new vscode.ThemeIcon('trash') : stateIcon(info.status);
  item.contextValue = runFlags(node.run, live);
  item.accessibilityInformation = {
    label: [
      vscode.l10n.t('Run {0}', info.runName),
      state,
      metric ? `${metric.key} ${formatMetric(metric)}` : '',
      isStarred(node.run) ? vscode.l10n.t('starred') : '',
      node.childCount > 0 ? vscode.l10n.t('{0} child runs', node.childCount) : '',
      tags[runTags.warning] ?? '',
    ]
      .filter(Boolean)
      .join(', '),
  };
  return item;
}

/** The script or notebook, without its folders. */
function sourceOf({ tags }: Run): string {
  const source = tags[runTags.sourceName] ?? '';
  return source.slice(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
}

function moreItem(node: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Load more ({0} left)', node.left));
  item.id = `${node.list}#more`;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: 'slipway.loadMoreRuns', title: vscode.l10n.t('Load more'), arguments: [node] };
  return item;
}

function problemItem(node: ProblemNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.message);
  item.id = `${node.folder}#problem`;
  item.tooltip = node.message;
  item.iconPath = new vscode.ThemeIcon('warning');
  return item;
}

function stateWord(status: RunStatus): string {
  const words: Record<RunStatus, string> = {
    RUNNING: vscode.l10n.t('running'),
    SCHEDULED: vscode.l10n.t('scheduled'),
    FINISHED: vscode.l10n.t('finished'),
    FAILED: vscode.l10n.t('failed'),
    KILLED: vscode.l10n.t('stopped'),
  };
  return words[status];
}

function stateIcon(status: RunStatus): vscode.ThemeIcon {
  const icons: Record<RunStatus, [codicon: string, color: string | null]> = {
    RUNNING: ['sync~spin', null],
    SCHEDULED: ['clock', null],
    FINISHED: ['pass', 'testing.iconPassed'],
    FAILED: ['error', 'testing.iconFailed'],
    KILLED: ['circle-slash', null],
  };
  const [codicon, color] = icons[status];
  return new vscode.ThemeIcon(codicon, color === null ? undefined : new vscode.ThemeColor(color));
}
