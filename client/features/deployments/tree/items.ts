import * as vscode from 'vscode';
import type {
  RevisionStanding,
  RevisionView,
  TargetStateName,
  TargetView,
} from '../../../../schemas/protocol/deployments.ts';
import type {
  FolderNode,
  HistoryNode,
  LiveNode,
  Node,
  RevisionNode,
  RolloutNode,
  TargetNode,
} from '../nodes.ts';
import { revisionInWords, timeInWords } from '../revision-in-words.ts';
import {
  destinationInWords,
  modelInWords,
  phaseInWords,
  progressInWords,
  standingWords,
  stateWords,
} from '../words.ts';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
type Look = [icon: string, color?: string];

const targetIcons: Record<TargetStateName, Look> = {
  serving: ['circle-filled', 'testing.iconPassed'],
  offline: ['circle-large-outline'],
  asleep: ['moon'],
  unreachable: ['debug-disconnect', 'problemsErrorIcon.foreground'],
};
/** Somebody was locked out lately, or its tokens cannot be read. */
const alerted: Look = ['shield', 'problemsWarningIcon.foreground'];
const standingIcons: Record<RevisionStanding, Look> = {
  candidate: ['loading~spin'],
  healthy: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  bad: ['discard', 'problemsWarningIcon.foreground'],
};

export function treeItem(node: Node, now: number): vscode.TreeItem {
  switch (node.kind) {
    case 'folder':
      return folderItem(node);
    case 'target':
      return targetItem(node);
    case 'rollout':
      return rolloutItem(node, now);
    case 'live':
      return liveItem(node);
    case 'history':
      return historyItem(node);
    case 'revision':
      return revisionItem(node);
  }
}

function folderItem({ folder, name }: FolderNode): vscode.TreeItem {
  const item = new vscode.TreeItem(name, Expanded);
  item.id = folder;
  item.iconPath = vscode.ThemeIcon.Folder;
  return item;
}

function targetItem({ folder, target }: TargetNode): vscode.TreeItem {
  const { name, kind, state, url, problem, alert, line, rollout, rollback, requests } = target;
  const hasParts = target.revisions.length > 0 || rollout !== null;
  const item = new vscode.TreeItem(name, hasParts ? Expanded : None);
  // A row that gets its first children is another one: VS Code would keep it closed.
  item.id = `${folder}#${name}${hasParts ? '' : '#empty'}`;
  item.iconPath = themeIcon(alert === null ? targetIcons[state] : alerted);
  item.description = [
    stateWords()[state],
    kind === 'gitops' ? 'GitOps' : url,
    alert && vscode.l10n.t('access alert'),
    ...requests.map((request) => vscode.l10n.t('{0} waits for approval', modelInWords(request))),
  ]
    .filter(Boolean)
    .join(' · ');
  item.contextValue = words([
    'target',
    state,
    kind,
    line === null ? '' : 'declared',
    rollout === null ? '' : 'rolling',
    rollback === null ? '' : 'rollback',
    requests.length === 0 ? '' : 'waiting',
  ]);
  item.tooltip = [
    `${name}: ${item.description}`,
    problem ?? '',
    alert && `${timeInWords(alert.at)}: ${alert.message}`,
    ...requests.map((request) =>
      vscode.l10n.t(
        '{0}: {1} of {2} approvals; asked for by {3}',
        modelInWords(request),
        request.approvedBy.length,
        request.approvals,
        request.requester,
      ),
    ),
    line === null ? vscode.l10n.t('It is no longer declared in slipway.yaml, but still serves.') : '',
  ]
    .filter(Boolean)
    .join('\n\n');
  item.accessibilityInformation = { label: item.tooltip.replaceAll('\n\n', ', ') };
  return item;
}

function rolloutItem({ folder, target, rollout, at }: RolloutNode, now: number): vscode.TreeItem {
  const item = new vscode.TreeItem(phaseInWords(rollout), None);
  item.id = `${folder}#${target.name}#rollout`;
  item.iconPath = new vscode.ThemeIcon(rollout.waitsFor === null ? 'loading~spin' : 'git-pull-request');
  const destination = destinationInWords(target, rollout.to);
  item.description = `${destination} · ${progressInWords(rollout, now - at)}`;
  item.contextValue = 'rollout';
  item.tooltip = [
    rollout.kind === 'deploy'
      ? vscode.l10n.t('Deploying {0}', destination)
      : vscode.l10n.t('Rolling back to {0}', destination),
    rollout.reason,
    rollout.waitsFor ?? '',
  ]
    .filter(Boolean)
    .join('\n\n');
  item.accessibilityInformation = { label: `${item.label}, ${item.description}` };
  item.command = openCommand({ kind: 'target', folder, target });
  return item;
}

function liveItem(node: LiveNode): vscode.TreeItem {
  const { folder, target, revision } = node;
  const item = new vscode.TreeItem(modelInWords(revision), None);
  item.id = `${folder}#${target.name}#live`;
  item.iconPath = new vscode.ThemeIcon('rocket', new vscode.ThemeColor('testing.iconPassed'));
  item.description = [
    vscode.l10n.t('live'),
    vscode.l10n.t('revision {0}', revision.number),
    timeInWords(revision.createdAt),
    ...marksInWords(revision),
  ]
    .filter(Boolean)
    .join(' · ');
  item.contextValue = words(['live', target.state]);
  describe(item, node);
  item.command = openCommand({ kind: 'target', folder, target });
  return item;
}

function historyItem({ folder, target }: HistoryNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Revisions'), Collapsed);
  item.id = `${folder}#${target.name}#history`;
  item.iconPath = new vscode.ThemeIcon('history');
  item.description = String(earlier(target).length);
  item.contextValue = 'history';
  return item;
}

/** All that do not answer now. */
export function earlier({ revisions, live }: TargetView): TargetView['revisions'] {
  return revisions.filter(({ number }) => number !== live);
}

function revisionItem(node: RevisionNode): vscode.TreeItem {
  const { folder, target, revision } = node;
  const { number, standing, createdAt } = revision;
  const item = new vscode.TreeItem(`${number}: ${modelInWords(revision)}`, None);
  item.id = `${folder}#${target.name}#${number}`;
  const isUnderWay = target.rollout?.to === number;
  item.iconPath = themeIcon(
    standing === 'candidate' && !isUnderWay ? ['circle-large-outline'] : standingIcons[standing],
  );
  item.description = [standingWords()[standing], timeInWords(createdAt), ...marksInWords(revision)]
    .filter(Boolean)
    .join(' · ');
  item.contextValue = words(['revision', standing]);
  describe(item, node);
  return item;
}

function marksInWords({ overridden, approval }: RevisionView): string[] {
  return [
    ...(overridden === null ? [] : [vscode.l10n.t('gates overridden')]),
    ...(approval?.isSelfApproved ? [vscode.l10n.t('self-approved')] : []),
  ];
}

function describe(item: vscode.TreeItem, { revision }: LiveNode | RevisionNode): void {
  const lines = revisionInWords(revision);
  item.tooltip = lines.join('\n\n');
  item.accessibilityInformation = { label: lines.join(', ') };
}

function openCommand(node: TargetNode): vscode.Command {
  return { command: 'slipway.openDeployment', title: vscode.l10n.t('Open Deployment'), arguments: [node] };
}

function words(parts: string[]): string {
  return parts.filter(Boolean).join(' ');
}

function themeIcon([icon, color]: Look): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
