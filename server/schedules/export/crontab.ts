import { machineTimeZone } from '../../core/cron.ts';
import type { ScheduleDeclaration } from '../../manifests/workspace/workspace-manifest.ts';
import { type LeftOut, offPeakLeftOut, whyNotByClock } from './not-expressible.ts';
import { runWords, shellLine } from './run-words.ts';

export interface Exported {
  text: string;
  leftOut: LeftOut[];
}

interface CrontabSite {
  /** Absolute. */
  folder: string;
  /** Where `slipway` and the commands of the pipelines are found. */
  path: string;
}

/** The schedules as lines for `crontab`. What it cannot say stands in it as comments. */
export function crontab(declarations: ScheduleDeclaration[], { folder, path }: CrontabSite): Exported {
  const leftOut: LeftOut[] = [];
  const lines = [
    '# Written by: slipway schedule export --format crontab',
    '# To use it: crontab FILE (replaces your crontab), or paste it into crontab -e.',
    '# CRON_TZ is understood by cronie (Fedora, RHEL, Arch, SUSE). Debian’s and Ubuntu’s cron ignores it: there these',
    '# lines start by the machine’s own clock.',
    `PATH=${path}`,
  ];
  for (const declaration of declarations) {
    const { name, trigger, offPeak } = declaration;
    const reason = whyNotByClock(declaration);
    if (reason !== null || trigger.kind !== 'cron') {
      leftOut.push({ schedule: name, reason: reason ?? '' });
      lines.push('', `# ${name} is left out: ${reason}.`);
      continue;
    }
    lines.push('', `# ${name}`, `CRON_TZ=${trigger.timeZone ?? machineTimeZone()}`);
    if (offPeak) {
      const missing = offPeakLeftOut(declaration);
      leftOut.push(missing);
      lines.push(`# ${missing.reason}.`);
    }
    lines.push(
      `${trigger.cron} cd ${inCrontab(shellLine([folder]))} && ${inCrontab(shellLine(runWords(declaration)))}`,
    );
  }
  return { text: `${lines.join('\n')}\n`, leftOut };
}

/** A bare % ends the command there. */
function inCrontab(command: string): string {
  return command.replaceAll('%', '\\%');
}
