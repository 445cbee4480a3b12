import type { ScheduleDeclaration } from '../../manifests/workspace/workspace-manifest.ts';

/** Of a schedule, what the other format cannot say. */
export interface LeftOut {
  schedule: string;
  reason: string;
}

const dayNames = /\b(sun|mon|tue|wed|thu|fri|sat|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b/gi;

/** Why the clock of cron or GitHub cannot start it at all; null where it can. */
export function whyNotByClock({ trigger }: ScheduleDeclaration): string | null {
  switch (trigger.kind) {
    case 'arrives':
      return `it starts when ${trigger.glob} arrives, and only the clock can start something there`;
    case 'changes':
      return `it starts when ${trigger.paths.join(', ')} changes, and only the clock can start something there`;
    case 'cron': {
      const [, , day = '*', , weekday = '*'] = trigger.cron.split(/ +/);
      if (/[LW#?]/i.test(trigger.cron.replace(dayNames, '')))
        return `"${trigger.cron}" uses L, W, # or ?, which are no part of the usual cron`;
      if ((day.startsWith('*/') && weekday !== '*') || (weekday.startsWith('*/') && day !== '*'))
        return `"${trigger.cron}" names days both ways, one with a step: others read that differently`;
      return null;
    }
  }
}

export function offPeakLeftOut({ name }: ScheduleDeclaration): LeftOut {
  return { schedule: name, reason: 'it does not wait for off-peak hours there, but starts at its time' };
}
