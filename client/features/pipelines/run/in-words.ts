import * as vscode from 'vscode';
import type { StageReport, StageState } from '../../../../schemas/protocol/pipelines.ts';

const order: readonly StageState[] = ['failed', 'blocked', 'ran', 'cached', 'stale', 'fresh'];

export function outcomeInWords(state: StageState): string {
  const words: Record<StageState, string> = {
    fresh: vscode.l10n.t('up to date'),
    stale: vscode.l10n.t('stale'),
    ran: vscode.l10n.t('ran'),
    cached: vscode.l10n.t('from the cache'),
    failed: vscode.l10n.t('failed'),
    blocked: vscode.l10n.t('blocked'),
  };
  return words[state];
}

/** `1 failed, 2 blocked, 3 ran` */
export function summaryInWords(stages: readonly StageReport[]): string {
  return order
    .map((state) => ({ state, count: stages.filter((stage) => stage.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${outcomeInWords(state)}`)
    .join(', ');
}
