import * as vscode from 'vscode';
import type { StageView, StageViewState } from '../../../schemas/protocol/pipelines.ts';
import { formatDuration } from '../../host/duration.ts';
import { stateCounts, timeLeftMs } from './stage-facts.ts';

export function stateInWords(state: StageViewState): string {
  const words: Record<StageViewState, string> = {
    fresh: vscode.l10n.t('up to date'),
    stale: vscode.l10n.t('stale'),
    queued: vscode.l10n.t('waiting'),
    running: vscode.l10n.t('running'),
    failed: vscode.l10n.t('failed'),
    blocked: vscode.l10n.t('blocked'),
    frozen: vscode.l10n.t('frozen'),
    unknown: vscode.l10n.t('not judged'),
  };
  return words[state];
}

export function stateIcon(state: StageViewState): vscode.ThemeIcon {
  const icons: Record<StageViewState, [codicon: string, color: string | null]> = {
    fresh: ['pass', 'testing.iconPassed'],
    stale: ['circle-large-outline', 'list.warningForeground'],
    queued: ['clock', null],
    running: ['sync~spin', null],
    failed: ['error', 'testing.iconFailed'],
    blocked: ['circle-slash', null],
    frozen: ['lock', null],
    unknown: ['question', null],
  };
  const [codicon, color] = icons[state];
  return new vscode.ThemeIcon(codicon, color === null ? undefined : new vscode.ThemeColor(color));
}

/** `2 failed, 3 stale, 995 up to date` */
export function countsInWords(stages: readonly Pick<StageView, 'state'>[]): string {
  return stateCounts(stages)
    .map(({ state, count }) => `${count} ${stateInWords(state)}`)
    .join(', ');
}

/** What a row says beside a stage's name: why, how long yet, or how long it took. */
export function stageNote(stage: StageView, now: number): string {
  const { state, reasons, lastRun } = stage;
  const [reason = '', ...more] = reasons;
  const why = more.length === 0 ? reason : vscode.l10n.t('{0} (+{1} more)', reason, more.length);
  switch (state) {
    case 'running':
      return timeInWords(stage, now);
    case 'fresh':
      return lastRun ? formatDuration(lastRun.durationMs) : '';
    case 'stale':
      return why;
    default:
      return [stateInWords(state), why].filter(Boolean).join(': ');
  }
}

/** `~12 s left`, or how long it has been running where nobody knows how long it takes. */
export function timeInWords(stage: StageView, now: number): string {
  const left = timeLeftMs(stage, now);
  if (left === null)
    return stage.running
      ? vscode.l10n.t('running for {0}', inSeconds(now - stage.running.since))
      : stateInWords('running');
  return left > 0
    ? vscode.l10n.t('~{0} left', inSeconds(left))
    : vscode.l10n.t('{0} longer than usual', inSeconds(-left));
}

/** A figure that counts up or down has no use for tenths. */
function inSeconds(ms: number): string {
  return formatDuration(Math.ceil(ms / 1000) * 1000);
}
