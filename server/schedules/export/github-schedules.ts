import { stringify } from 'yaml';
import { githubDefaults, githubSetupSteps, header } from '../../ci/github.ts';
import type { ProjectSetup } from '../../ci/project-setup.ts';
import { machineTimeZone } from '../../core/cron.ts';
import { UserError } from '../../core/user-error.ts';
import type { ScheduleDeclaration } from '../../manifests/workspace/workspace-manifest.ts';
import type { Exported } from './crontab.ts';
import { type LeftOut, offPeakLeftOut, whyNotByClock } from './not-expressible.ts';
import { runWords, shellLine } from './run-words.ts';
import { utcCrons } from './utc-crons.ts';

interface Timed {
  declaration: ScheduleDeclaration;
  crons: string[];
}

/**
 * The schedules as a GitHub Actions workflow. What it cannot say stands in it as comments.
 * @throws UserError `SLW-SCHEDULE-NONE` where that is all of them
 */
export function githubSchedules(
  declarations: ScheduleDeclaration[],
  setup: ProjectSetup,
  now: number,
): Exported {
  const leftOut: LeftOut[] = [];
  const timed = declarations.flatMap((declaration): Timed[] => {
    const { name, offPeak } = declaration;
    const found = cronsOf(declaration, now);
    if (typeof found === 'string') {
      leftOut.push({ schedule: name, reason: found });
      return [];
    }
    if (offPeak) leftOut.push(offPeakLeftOut(declaration));
    if (found.shifts)
      leftOut.push({
        schedule: name,
        reason: `GitHub’s times are UTC: while summer time lasts in ${found.timeZone}, it starts that much later by the clock there`,
      });
    return [{ declaration, crons: found.crons }];
  });
  if (timed.length === 0)
    throw new UserError(
      'SLW-SCHEDULE-NONE',
      'GitHub can start none of the schedules, so there is nothing to write.',
      leftOut.map(({ schedule, reason }) => `${schedule}: ${reason}.`).join('\n'),
    );
  const ids = new Set<string>();
  const workflow = {
    name: 'Slipway schedules',
    on: {
      schedule: timed.flatMap(({ crons }) => crons.map((cron) => ({ cron }))),
      workflow_dispatch: {
        inputs: {
          schedule: {
            description: 'Which to run now',
            type: 'choice',
            required: true,
            options: timed.map(({ declaration }) => declaration.name),
          },
        },
      },
    },
    permissions: { contents: 'read' },
    jobs: Object.fromEntries(
      timed.map(({ declaration, crons }) => [
        jobId(declaration.name, ids),
        {
          name: declaration.name,
          if: `contains(fromJSON('${JSON.stringify(crons)}'), github.event.schedule) || inputs.schedule == '${declaration.name}'`,
          'runs-on': 'ubuntu-latest',
          ...githubDefaults(setup),
          concurrency: { group: `slipway-${declaration.name}` },
          steps: [...githubSetupSteps(setup), { name: 'Run', run: shellLine(runWords(declaration)) }],
        },
      ]),
    ),
  };
  const comments = leftOut.map(({ schedule, reason }) => `# ${schedule}: ${reason}.\n`).join('');
  return { text: `${header(setup)}${comments}${stringify(workflow, { lineWidth: 0 })}`, leftOut };
}

/** Or why there are none. */
function cronsOf(
  declaration: ScheduleDeclaration,
  now: number,
): { crons: string[]; shifts: boolean; timeZone: string } | string {
  const reason = whyNotByClock(declaration);
  const { trigger } = declaration;
  if (reason !== null || trigger.kind !== 'cron') return reason ?? '';
  const timeZone = trigger.timeZone ?? machineTimeZone();
  const found = utcCrons(trigger.cron, timeZone, now);
  return found
    ? { ...found, timeZone }
    : `the days of "${trigger.cron}" in ${timeZone} begin on other days in UTC, which is all that GitHub knows`;
}

/** Letters, digits, _ and -, not beginning with a digit; no two the same. */
function jobId(name: string, taken: Set<string>): string {
  const plain = name.replace(/[^\w-]/g, '-').replace(/^(?=[^A-Za-z_])/, '_');
  let id = plain;
  for (let count = 2; taken.has(id); count++) id = `${plain}-${count}`;
  taken.add(id);
  return id;
}
