import * as vscode from 'vscode';
import type { TrackerInfo } from '../../schemas/protocol/tracking.ts';

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Decimal units, as file managers show them. */
export function bytesInWords(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const value = bytes / 1_000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

export function trackerStateInWords(state: TrackerInfo['state']): string {
  const words: Record<TrackerInfo['state'], string> = {
    ready: vscode.l10n.t('ready'),
    offline: vscode.l10n.t('offline'),
    'waiting-for-credentials': vscode.l10n.t('waiting for credentials'),
  };
  return words[state];
}
