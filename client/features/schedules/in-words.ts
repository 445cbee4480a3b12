import * as vscode from 'vscode';
import type { Firing, FiringCause, FiringState, ScheduleView } from '../../../schemas/protocol/schedules.ts';

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** `Wed 02:00 (in 3 hr.)`, in the editor's language and this machine's time. */
export function timeInWords(time: number, now: number): string {
  const format = new Intl.DateTimeFormat(vscode.env.language, {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(Math.abs(time - now) > 6 * 86_400_000 && { day: 'numeric', month: 'short' }),
  });
  return `${format.format(time)} (${relativeTime(time - now)})`;
}

function relativeTime(ms: number): string {
  const format = new Intl.RelativeTimeFormat(vscode.env.language, { numeric: 'auto', style: 'short' });
  for (const [unit, size] of units)
    if (Math.abs(ms) >= size) return format.format(Math.trunc(ms / size), unit);
  return ms < 0 ? vscode.l10n.t('just now') : vscode.l10n.t('in less than a minute');
}

export function triggerInWords({ trigger, waitsForOffPeak }: ScheduleView): string {
  const waits = waitsForOffPeak ? ` · ${vscode.l10n.t('off-peak')}` : '';
  switch (trigger.kind) {
    case 'cron':
      return `${trigger.cron}${trigger.timeZone ? ` ${trigger.timeZone}` : ''}${waits}`;
    case 'arrives':
      return vscode.l10n.t('when {0} arrives', trigger.glob) + waits;
    case 'changes':
      return vscode.l10n.t('when {0} changes', trigger.paths.join(', ')) + waits;
  }
}

/** What a schedule's row says beside its name. */
export function scheduleInWords(schedule: ScheduleView, now: number): string {
  const { state, nextAt, firings } = schedule;
  const [latest] = firings;
  if (latest?.state === 'running') return vscode.l10n.t('running');
  switch (state) {
    case 'broken':
      return vscode.l10n.t('cannot run');
    case 'unarmed':
      return `${vscode.l10n.t('not armed')} · ${triggerInWords(schedule)}`;
    case 'changed':
      return vscode.l10n.t('changed: arm it again');
    case 'armed': {
      const next = nextAt === null ? triggerInWords(schedule) : timeInWords(nextAt, now);
      const problem =
        latest?.state === 'missed' || latest?.state === 'failed' ? ` · ${stateInWords(latest.state)}` : '';
      return latest?.state === 'held'
        ? vscode.l10n.t('held until {0}', nextAt === null ? '?' : timeInWords(nextAt, now))
        : next + problem;
    }
  }
}

export function stateInWords(state: FiringState): string {
  const words: Record<FiringState, string> = {
    held: vscode.l10n.t('held until off-peak hours'),
    queued: vscode.l10n.t('queued'),
    running: vscode.l10n.t('running'),
    succeeded: vscode.l10n.t('succeeded'),
    failed: vscode.l10n.t('failed'),
    missed: vscode.l10n.t('missed'),
    refused: vscode.l10n.t('not run: commands changed'),
  };
  return words[state];
}

export function causeInWords({ cause, fileCount }: Firing): string {
  const words: Record<FiringCause, string> = {
    time: vscode.l10n.t('at its time'),
    arrival: vscode.l10n.t('files arrived: {0}', fileCount),
    change: vscode.l10n.t('data changed'),
    person: vscode.l10n.t('asked for'),
  };
  return words[cause];
}
