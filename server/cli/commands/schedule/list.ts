import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';
import { withRunner } from '../../runner.ts';
import { localTime, textTable } from '../../text-table.ts';
import { firingInWords, triggerInWords } from './in-words.ts';

export const listCommand: Command = {
  name: 'list',
  summary: 'Schedules, whether they are armed, when they start next and what became of the last',
  usage: `Usage: slipway schedule list [--workspace DIR] [--json]

  --json              print {"schedules": […]}, each with its commands and its latest firings`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {});
    if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is one word too many.`);
    const { schedules, problems } = await withRunner(values.workspace, async (client) => ({
      ...(await client.request('schedules/list', {})),
      ...(await client.request('trackers/list', {})),
    }));
    for (const { line, column, message } of problems)
      console.error(`slipway.yaml:${line}:${column}: ${message}. What this spoils is left out.`);
    if (values.json) console.log(JSON.stringify({ schedules }));
    else if (schedules.length === 0 && problems.length === 0)
      console.log(
        'slipway.yaml declares no schedules. One looks like this:\n\nschedules:\n  - {name: nightly, pipeline: dvc.yaml, cron: "0 2 * * *", time_zone: Europe/Vienna}',
      );
    else if (schedules.length > 0)
      console.log(
        textTable(
          ['SCHEDULE', 'STARTS', 'STATE', 'NEXT', 'LAST'],
          schedules.map((schedule) => [
            schedule.name,
            triggerInWords(schedule),
            schedule.state === 'changed' ? 'changed: arm it again' : schedule.state,
            localTime(schedule.nextAt) || '-',
            schedule.problem ?? (schedule.firings[0] ? firingInWords(schedule.firings[0]) : '-'),
          ]),
        ),
      );
    return exitCodes.ok;
  },
};
