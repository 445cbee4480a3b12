import { parseCron } from '../../../core/cron.ts';
import { UserError } from '../../../core/user-error.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';
import { withRunner } from '../../runner.ts';
import { localTime } from '../../text-table.ts';
import { onlyName, scheduleNamed } from './one-schedule.ts';

const most = 1_000;

export const nextCommand: Command = {
  name: 'next',
  summary: 'The next times of a schedule’s cron expression',
  usage: `Usage: slipway schedule next NAME [OPTIONS]

In the time of this machine, whether it is armed or not. One that can wait is held until off-peak hours begin.
  --count N           how many (default: 5)
  --json              print {"times": [ISO 8601 in UTC]}`,
  async run(args) {
    const { values, positionals } = parseOptions(args, { count: { type: 'string', default: '5' } });
    const name = onlyName(positionals);
    const count = Number(values.count);
    if (!(Number.isInteger(count) && count > 0 && count <= most))
      throw new UsageError(`--count is "${values.count}"; expected a whole number from 1 to ${most}.`);
    const { trigger } = await withRunner(values.workspace, (client) => scheduleNamed(client, name));
    if (trigger.kind !== 'cron')
      throw new UserError(
        'SLW-SCHEDULE-NO-TIME',
        `"${name}" starts when data ${trigger.kind === 'arrives' ? 'arrives' : 'changes'}, not at a time.`,
        null,
      );
    const cron = parseCron(trigger.cron, trigger.timeZone);
    const times: number[] = [];
    for (let time = cron.next(Date.now()); time !== null && times.length < count; time = cron.next(time))
      times.push(time);
    console.log(
      values.json
        ? JSON.stringify({ times: times.map((time) => new Date(time).toISOString()) })
        : times.map(localTime).join('\n'),
    );
    return exitCodes.ok;
  },
};
