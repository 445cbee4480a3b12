import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { StageView } from '../../../../schemas/protocol/pipelines.ts';
import { localName, stateCounts } from '../stage-facts.ts';
import { countsInWords, stageNote, stateIcon, stateInWords } from '../words.ts';
import type { FaultNode, FileNode, FolderNode, GroupNode, Node, ProblemNode, StageRow } from './nodes.ts';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

export function treeItem(node: Node): vscode.TreeItem {
  switch (node.kind) {
    case 'folder':
      return folderItem(node);
    case 'file':
      return fileItem(node);
    case 'group':
      return groupItem(node);
    case 'stage':
      return stageItem(node);
    case 'fault':
      return faultItem(node);
    case 'problem':
      return problemItem(node);
  }
}

function folderItem({ folder, name }: FolderNode): vscode.TreeItem {
  const item = new vscode.TreeItem(name, Expanded);
  item.id = folder;
  item.iconPath = new vscode.ThemeIcon('root-folder');
  item.contextValue = 'folder';
  return item;
}

function fileItem(node: FileNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, Expanded);
  item.id = `${node.folder}#${node.file}`;
  item.resourceUri = vscode.Uri.file(node.file);
  item.iconPath = new vscode.ThemeIcon('type-hierarchy-sub');
  item.description = countsInWords(node.stages);
  item.contextValue = node.stages.length > 0 ? 'file runnable' : 'file';
  return item;
}

function groupItem(node: GroupNode): vscode.TreeItem {
  const [first] = node.stages;
  const name = first?.group ?? node.stage;
  const item = new vscode.TreeItem(name, Collapsed);
  const counts = countsInWords(node.stages);
  item.id = `${node.folder}#group#${node.stage}`;
  item.description = counts;
  item.iconPath = stateIcon(stateCounts(node.stages)[0]?.state ?? 'unknown');
  item.contextValue = ['group', 'runnable', ...flagsOf(node.stages)].join(' ');
  item.accessibilityInformation = { label: vscode.l10n.t('Group {0}: {1}', name, counts) };
  return item;
}

function stageItem({ folder, stage, view, parent }: StageRow): vscode.TreeItem {
  const name = localName(view);
  // Within its group the name goes without saying.
  const label = parent?.kind === 'group' ? name.slice((view.group?.length ?? -1) + 1) : name;
  const item = new vscode.TreeItem(label, None);
  const note = stageNote(view, Date.now());
  item.id = `${folder}#stage#${stage}`;
  item.description = note;
  item.iconPath = stateIcon(view.state);
  item.contextValue = ['stage', 'runnable', ...flagsOf([view]), view.lastRun || view.running ? 'ran' : '']
    .filter(Boolean)
    .join(' ');
  item.command = {
    command: 'slipway.goToStage',
    title: vscode.l10n.t('Go to Stage'),
    arguments: [{ folder, stage }, browsing],
  };
  item.accessibilityInformation = {
    label: [vscode.l10n.t('Stage {0}', name), stateInWords(view.state), note].filter(Boolean).join(', '),
  };
  return item;
}

/** As the explorer does: a click shows, and the focus stays, so that the arrow keys go on. */
const browsing = { preserveFocus: true };

/** The words that menus' when-clauses look for in `viewItem`. */
function flagsOf(stages: readonly StageView[]): string[] {
  const live = stages.some(({ state }) => state === 'running' || state === 'queued');
  return live ? ['live'] : [];
}

function faultItem({ folder, fault }: FaultNode): vscode.TreeItem {
  const item = new vscode.TreeItem(fault.message, None);
  item.id = `${folder}#fault#${fault.file}:${fault.line}:${fault.column}:${fault.message}`;
  item.description = `${basename(fault.file)}:${fault.line}`;
  item.tooltip = `${fault.message}\n${fault.file}:${fault.line}`;
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  item.contextValue = 'fault';
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Go to Line'),
    arguments: [vscode.Uri.file(fault.file), { selection: lineRange(fault.line, fault.column) }],
  };
  return item;
}

function lineRange(line: number, column: number): vscode.Range {
  return new vscode.Range(line - 1, column - 1, line - 1, column - 1);
}

function problemItem({ folder, message, hint }: ProblemNode): vscode.TreeItem {
  const item = new vscode.TreeItem(message);
  item.id = `${folder}#problem`;
  item.tooltip = hint ? `${message}\n${hint}` : message;
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.command = { command: 'slipway.showLog', title: vscode.l10n.t('Show Log') };
  return item;
}
