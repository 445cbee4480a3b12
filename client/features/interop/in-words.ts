import * as vscode from 'vscode';
import type { ImportSummary, PushSummary } from '../../../schemas/protocol/interop.ts';
import { bytesInWords } from '../../host/in-words.ts';

export function importInWords(summary: ImportSummary): string {
  const { added, updated, unchanged, skippedCount } = summary;
  return [
    vscode.l10n.t('Runs imported: {0} new, {1} updated, {2} unchanged.', added, updated, unchanged),
    skippedCount > 0 ? vscode.l10n.t('Skipped: {0}; the log says why.', skippedCount) : '',
  ]
    .filter(Boolean)
    .join(' ');
}

export function pushInWords(summary: PushSummary, tracker: string): string {
  const { created, updated, unchanged, failed } = summary;
  return [
    vscode.l10n.t(
      'Runs pushed to {0}: {1} new, {2} updated, {3} unchanged.',
      tracker,
      created,
      updated,
      unchanged,
    ),
    failed.length > 0 ? vscode.l10n.t('Failed: {0}; the log says why.', failed.length) : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** For the log: what was moved along with the runs. */
export function contentInWords({
  points,
  artifacts,
  artifactBytes,
}: Pick<ImportSummary, 'points' | 'artifacts' | 'artifactBytes'>): string {
  return `${points} metric points, ${artifacts} artifacts (${bytesInWords(artifactBytes)})`;
}
