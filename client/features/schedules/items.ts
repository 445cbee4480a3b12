import * as vscode from 'vscode';
import type { FiringState, ScheduleState, ScheduleView } from '../../../schemas/protocol/schedules.ts';
import { causeInWords, scheduleInWords, stateInWords, timeInWords, triggerInWords } from './in-words.ts';
import type { FiringNode, FolderNode, Node, ScheduleNode } from './nodes.ts';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

const scheduleIcons: Record<ScheduleState, [icon: string, color?: string]> = {
  armed: ['clock', 'testing.iconPassed'],
  unarmed: ['circle-large-outline'],
  changed: ['shield', 'problemsWarningIcon.foreground'],
  broken: ['error', 'problemsErrorIcon.foreground'],
};
const firingIcons: Record<FiringState, [icon: string, color?: string]> = {
  held: ['watch'],
  queued: ['list-ordered'],
  running: ['loading~spin'],
  succeeded: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  missed: ['warning', 'problemsWarningIcon.foreground'],
  refused: ['shield', 'problemsWarningIcon.foreground'],
};

export function treeItem(node: Node, now: number): vscode.TreeItem {
  switch (node.kind) {
    case 'folder':
      return folderItem(node);
    case 'schedule':
      return scheduleItem(node, now);
    case 'firing':
      return firingItem(node, now);
  }
}

function folderItem({ folder, name }: FolderNode): vscode.TreeItem {
  const item = new vscode.TreeItem(name, Expanded);
  item.id = folder;
  item.iconPath = new vscode.ThemeIcon('root-folder');
  return item;
}

function scheduleItem({ folder, schedule }: ScheduleNode, now: number): vscode.TreeItem {
  const { name, state, firings, problem, commands } = schedule;
  const isRunning = firings[0]?.state === 'running';
  const item = new vscode.TreeItem(name, firings.length > 0 ? Collapsed : None);
  item.id = `${folder}#${name}`;
  item.description = scheduleInWords(schedule, now);
  item.iconPath = themeIcon(scheduleIcon(schedule));
  item.contextValue = ['schedule', state, state !== 'broken' && !isRunning ? 'runnable' : '']
    .join(' ')
    .trim();
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(`${name}: ${triggerInWords(schedule)}`);
  if (problem !== null) tooltip.appendText(`\n\n${problem}`);
  if (commands.length > 0)
    tooltip.appendCodeblock(commands.map(({ stage, command }) => `# ${stage}\n${command}`).join('\n'), 'sh');
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: `${name}, ${item.description}` };
  return item;
}

function firingItem({ folder, schedule, firing }: FiringNode, now: number): vscode.TreeItem {
  const { id, state, standsFor, dueAt, endedAt, runId, reason, operation, fileCount, files } = firing;
  const item = new vscode.TreeItem(
    standsFor > 1 ? vscode.l10n.t('{0}, {1} times', stateInWords(state), standsFor) : stateInWords(state),
    None,
  );
  item.id = `${folder}#${schedule}#${id}`;
  const when = timeInWords(state === 'missed' ? dueAt : (endedAt ?? dueAt), now);
  item.description = `${when} · ${causeInWords(firing)}`;
  item.iconPath = themeIcon(firingIcons[state]);
  const repeatable = state === 'missed' || state === 'failed' || state === 'refused';
  item.contextValue = [
    'firing',
    operation !== null ? 'going' : '',
    repeatable ? 'repeatable' : '',
    runId !== null ? 'tracked' : '',
  ]
    .filter(Boolean)
    .join(' ');
  const more = fileCount > files.length ? `\n${vscode.l10n.t('and {0} more', fileCount - files.length)}` : '';
  item.tooltip = [`${item.label}: ${item.description}`, reason ?? '', files.join('\n') + more]
    .filter(Boolean)
    .join('\n\n');
  item.accessibilityInformation = {
    label: `${item.label}, ${item.description}${reason ? `, ${reason}` : ''}`,
  };
  return item;
}

/** An armed schedule looks as its last start does, where that needs a look. */
function scheduleIcon({ state, firings }: ScheduleView): [icon: string, color?: string] {
  const latest = firings[0]?.state;
  if (latest === 'running') return firingIcons.running;
  return state === 'armed' && (latest === 'failed' || latest === 'missed')
    ? firingIcons[latest]
    : scheduleIcons[state];
}

function themeIcon([icon, color]: [icon: string, color?: string]): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
