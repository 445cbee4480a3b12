import * as vscode from 'vscode';
import { type Run, runTags } from '../../../../schemas/protocol/tracking.ts';
import { formatDuration } from '../../../host/duration.ts';
import { escapeMarkdown } from '../../../host/markdown.ts';
import { formatMetric, isSystemMetric } from '../../../host/run-metrics.ts';

const rowLimit = 15;
const noteLimit = 500;

/** All that the row has no room for, as Markdown: nothing of the user's is read as markup. */
export function runTooltip(run: Run): vscode.MarkdownString {
  const { info, tags } = run;
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`**${escapeMarkdown(info.runName)}**\n\n`);
  const commit = tags[runTags.commit];
  const lines: [string, string | undefined][] = [
    [
      vscode.l10n.t('Started'),
      info.startTime === null ? undefined : new Date(info.startTime).toLocaleString(),
    ],
    [vscode.l10n.t('Took'), durationOf(run)],
    [vscode.l10n.t('Command'), tags[runTags.command] ?? tags[runTags.sourceName]],
    [
      vscode.l10n.t('Commit'),
      commit &&
        `${commit.slice(0, 10)}${tags[runTags.dirty] === 'true' ? ` ${vscode.l10n.t('with changes')}` : ''}`,
    ],
    [vscode.l10n.t('Reason'), tags[runTags.reason]],
    [vscode.l10n.t('Warning'), tags[runTags.warning]],
  ];
  for (const [name, value] of lines) {
    if (value) text.appendMarkdown(`${escapeMarkdown(name)}: ${escapeMarkdown(value)}  \n`);
  }
  const note = tags[runTags.note];
  if (note) text.appendMarkdown(`\n${escapeMarkdown(note.slice(0, noteLimit))}\n`);
  const metrics = run.metrics.filter((metric) => !isSystemMetric(metric.key));
  appendTable(
    text,
    vscode.l10n.t('Metric'),
    metrics.map((metric) => [metric.key, formatMetric(metric)]),
  );
  appendTable(text, vscode.l10n.t('Parameter'), Object.entries(run.params));
  return text;
}

function durationOf({ info }: Run): string | undefined {
  if (info.startTime === null || info.endTime === null) return undefined;
  return formatDuration(info.endTime - info.startTime);
}

function appendTable(text: vscode.MarkdownString, heading: string, rows: [string, string][]): void {
  if (rows.length === 0) return;
  text.appendMarkdown(
    `\n| ${escapeMarkdown(heading)} | ${escapeMarkdown(vscode.l10n.t('Value'))} |\n|---|---:|\n`,
  );
  for (const [key, value] of rows.slice(0, rowLimit))
    text.appendMarkdown(`| ${escapeMarkdown(key)} | ${escapeMarkdown(value.slice(0, 80))} |\n`);
  if (rows.length > rowLimit)
    text.appendMarkdown(`\n${escapeMarkdown(vscode.l10n.t('and {0} more', rows.length - rowLimit))}\n`);
}
