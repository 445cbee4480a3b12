import * as vscode from 'vscode';
import type { AuditChannel } from '../../../schemas/protocol/audit.ts';
import type {
  RevisionStanding,
  RolloutPhase,
  RolloutView,
  TargetStateName,
  TargetView,
} from '../../../schemas/protocol/deployments.ts';
import { formatDuration } from '../../host/duration.ts';

export function stateWords(): Record<TargetStateName, string> {
  return {
    serving: vscode.l10n.t('live'),
    offline: vscode.l10n.t('offline'),
    asleep: vscode.l10n.t('asleep'),
    unreachable: vscode.l10n.t('unreachable'),
  };
}

export function standingWords(): Record<RevisionStanding, string> {
  return {
    candidate: vscode.l10n.t('candidate'),
    healthy: vscode.l10n.t('healthy'),
    failed: vscode.l10n.t('failed'),
    bad: vscode.l10n.t('rolled back'),
  };
}

export function phaseWords(): Record<RolloutPhase, string> {
  return {
    loading: vscode.l10n.t('Loading'),
    warming: vscode.l10n.t('Warming up'),
    shadow: vscode.l10n.t('Shadow'),
    canary: vscode.l10n.t('Canary'),
    baking: vscode.l10n.t('Baking at 100 %'),
    promoting: vscode.l10n.t('Promoting'),
    submitted: vscode.l10n.t('Waiting for approval'),
  };
}

export function channelWords(): Record<AuditChannel, string> {
  return {
    editor: vscode.l10n.t('editor'),
    cli: vscode.l10n.t('command line'),
    ci: vscode.l10n.t('CI'),
    api: vscode.l10n.t('MLflow’s API'),
    schedule: vscode.l10n.t('schedule'),
    policy: vscode.l10n.t('policy'),
  };
}

/** `fraud 7`. */
export function modelInWords({ model, version }: { model: string; version: string }): string {
  return `${model} ${version}`;
}

/** `Canary 25 %`, with the share of the step that is under way. */
export function phaseInWords({ phase, step, steps }: RolloutView): string {
  const weight = steps[step]?.weight;
  return phase === 'canary' && weight !== undefined
    ? `${phaseWords().canary} ${weight} %`
    : phaseWords()[phase];
}

/** What goes where: `fraud 8 (revision 5)`, or that the target goes offline. */
export function destinationInWords({ revisions }: TargetView, to: number | null): string {
  if (to === null) return vscode.l10n.t('offline');
  const revision = revisions.find(({ number }) => number === to);
  return revision === undefined
    ? vscode.l10n.t('revision {0}', to)
    : vscode.l10n.t('{0} (revision {1})', modelInWords(revision), to);
}

/** `step 1 of 2 · 2 min 5 s of 5 min 0 s`; `aheadMs` has passed since the runner told. */
export function progressInWords(rollout: RolloutView, aheadMs: number): string {
  const { phase, step, steps, elapsedMs, durationMs } = rollout;
  const parts: string[] = [];
  if (phase === 'canary' && steps.length > 1)
    parts.push(vscode.l10n.t('step {0} of {1}', step + 1, steps.length));
  const elapsed = formatDuration(elapsedMs + aheadMs);
  if (durationMs > 0)
    parts.push(
      vscode.l10n.t(
        '{0} of {1}',
        formatDuration(Math.min(elapsedMs + aheadMs, durationMs)),
        formatDuration(durationMs),
      ),
    );
  else parts.push(elapsed);
  return parts.join(' · ');
}
