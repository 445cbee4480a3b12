import type { Firing, ScheduledCommand, ScheduleView } from '../../../../schemas/protocol/schedules.ts';
import { localTime } from '../../text-table.ts';

export function triggerInWords({ trigger, waitsForOffPeak }: ScheduleView): string {
  const waits = waitsForOffPeak ? ', off-peak' : '';
  switch (trigger.kind) {
    case 'cron':
      return `${trigger.cron}${trigger.timeZone ? ` ${trigger.timeZone}` : ''}${waits}`;
    case 'arrives':
      return `arrival of ${trigger.glob}${waits}`;
    case 'changes':
      return `change of ${trigger.paths.join(', ')}${waits}`;
  }
}

export function firingInWords(firing: Firing): string {
  const { state, dueAt, endedAt, standsFor, fileCount, reason } = firing;
  const times = standsFor > 1 ? ` ${standsFor} times` : '';
  const files = fileCount > 0 ? ` (${fileCount} ${fileCount === 1 ? 'file' : 'files'})` : '';
  const why = reason === null ? '' : `: ${reason}`;
  return `${state}${times}${files} ${localTime(state === 'missed' ? dueAt : (endedAt ?? dueAt))}${why}`;
}

/** What arming consents to. */
export function commandsInWords(commands: ScheduledCommand[]): string {
  return commands
    .map(({ stage, folder, command, env }) => {
      const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
      const lines = [...variables, ...command.split('\n')].map((line) => `    ${line}`);
      return `  ${stage}${folder === '.' ? '' : ` (in ${folder})`}\n${lines.join('\n')}`;
    })
    .join('\n');
}
