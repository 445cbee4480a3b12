import * as vscode from 'vscode';
import type { StageView } from '../../../../schemas/protocol/pipelines.ts';
import { formatDuration } from '../../../host/duration.ts';
import { escapeMarkdown } from '../../../host/markdown.ts';
import { stateInWords, timeInWords } from '../words.ts';

const reasonLimit = 20;
const pathLimit = 12;

/** All that the row has no room for, as Markdown: nothing of the user's is read as markup. */
export function stageTooltip(stage: StageView, now: number): vscode.MarkdownString {
  const { name, description, state, reasons, command, deps, outs, lastRun } = stage;
  const text = new vscode.MarkdownString('', true);
  text.appendMarkdown(`**${escapeMarkdown(name)}** — ${escapeMarkdown(stateInWords(state))}`);
  if (state === 'running') text.appendMarkdown(`, ${escapeMarkdown(timeInWords(stage, now))}`);
  text.appendMarkdown('\n');
  if (description) text.appendMarkdown(`\n${escapeMarkdown(description)}\n`);
  text.appendMarkdown('\n');
  for (const reason of reasons.slice(0, reasonLimit)) text.appendMarkdown(`- ${escapeMarkdown(reason)}\n`);
  if (reasons.length > reasonLimit)
    text.appendMarkdown(`- ${escapeMarkdown(vscode.l10n.t('and {0} more', reasons.length - reasonLimit))}\n`);
  text.appendCodeblock(command, 'shellscript');
  const lines: [string, string][] = [
    [vscode.l10n.t('Reads'), listed(deps)],
    [vscode.l10n.t('Writes'), listed(outs)],
    [vscode.l10n.t('Last run'), lastRun ? new Date(lastRun.endedAt).toLocaleString() : ''],
    [vscode.l10n.t('Took'), lastRun ? formatDuration(lastRun.durationMs) : ''],
  ];
  for (const [label, value] of lines)
    if (value) text.appendMarkdown(`${escapeMarkdown(label)}: ${escapeMarkdown(value)}  \n`);
  if (lastRun?.outputTail) text.appendCodeblock(lastRun.outputTail, 'text');
  return text;
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, pathLimit).join(', ');
  return paths.length > pathLimit
    ? `${shown}, ${vscode.l10n.t('and {0} more', paths.length - pathLimit)}`
    : shown;
}
