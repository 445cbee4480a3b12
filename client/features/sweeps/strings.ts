import * as vscode from 'vscode';
import type { SweepStrings } from '../../../schemas/protocol/views/sweep.ts';
import { parallelStrings, tableStrings } from '../../host/panels/strings.ts';

export function sweepStrings(): SweepStrings {
  return {
    ...parallelStrings(),
    ...tableStrings(),
    title: vscode.l10n.t('Sweep'),
    subject: vscode.l10n.t('{0} · {1} · {2}'),
    methods: { grid: vscode.l10n.t('Grid'), random: vscode.l10n.t('Random'), tpe: 'TPE' },
    maximize: vscode.l10n.t('highest {0}'),
    minimize: vscode.l10n.t('lowest {0}'),
    progress: vscode.l10n.t('{0} of {1} trials'),
    best: vscode.l10n.t('Best'),
    noBest: vscode.l10n.t('No result yet'),
    resume: vscode.l10n.t('Resume'),
    stop: vscode.l10n.t('Stop'),
    compare: vscode.l10n.t('Compare Trials'),
    openBest: vscode.l10n.t('Open Best Run'),
    trials: vscode.l10n.t('Trials'),
    trial: vscode.l10n.t('Trial'),
    state: vscode.l10n.t('State'),
    reason: vscode.l10n.t('Reason'),
    states: {
      running: vscode.l10n.t('running'),
      finished: vscode.l10n.t('finished'),
      pruned: vscode.l10n.t('stopped early'),
      failed: vscode.l10n.t('failed'),
      stopped: vscode.l10n.t('stopped'),
    },
    importance: vscode.l10n.t('Importance of Params'),
    importanceHelp: vscode.l10n.t(
      'How much each param mattered for a trial to be among the best tenth (PED-ANOVA). Few trials tell little.',
    ),
    importanceSoon: vscode.l10n.t('Known once several trials have ended.'),
    parallel: vscode.l10n.t('Trials'),
    emptyTitle: vscode.l10n.t('No trial has begun'),
    emptyText: vscode.l10n.t(
      'Each trial makes a private copy of the workspace first; your files stay as they are.',
    ),
    errorTitle: vscode.l10n.t('The sweep cannot be shown'),
    retry: vscode.l10n.t('Try Again'),
  };
}
