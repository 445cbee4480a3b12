import * as vscode from 'vscode';
import type { StageReport } from '../../../../schemas/protocol/pipelines.ts';

/** What a run would do, a stage a line with its reasons below, for a read-only document. */
export function decisionsText(what: string, stages: readonly StageReport[]): string {
  const due = stages.filter(({ state }) => state !== 'fresh').length;
  const head = [
    vscode.l10n.t('Dry run of {0}: nothing was started.', what),
    due === 0
      ? vscode.l10n.t('Nothing would run: all {0} stages are up to date.', stages.length)
      : vscode.l10n.t('{0} of {1} stages would run, or come out of the cache.', due, stages.length),
  ];
  const run = vscode.l10n.t('run');
  const leave = vscode.l10n.t('leave');
  const width = Math.max(run.length, leave.length);
  const lines = stages.flatMap(({ name, state, reasons }) => [
    `${(state === 'fresh' ? leave : run).padEnd(width)}  ${name}`,
    ...reasons.map((reason) => `${' '.repeat(width + 4)}${reason}`),
  ]);
  return [...head, '', ...lines, ''].join('\n');
}
