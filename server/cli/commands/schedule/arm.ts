import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { ScheduleView } from '../../../../schemas/protocol/schedules.ts';
import { UserError } from '../../../core/user-error.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';
import { withRunner } from '../../runner.ts';
import { localTime } from '../../text-table.ts';
import { currentFolder, ownEnvironment } from '../run/own-environment.ts';
import { commandsInWords, triggerInWords } from './in-words.ts';
import { onlyName, scheduleNamed } from './one-schedule.ts';

export const armCommand: Command = {
  name: 'arm',
  summary: 'Let a schedule start by itself, after a look at its commands',
  usage: `Usage: slipway schedule arm NAME [OPTIONS]

Shows the commands that it would run, and asks. Your yes covers these commands, the schedule and its pipeline as they
are; where one of them changes, it is not run until you have armed it again. What the commands themselves read and run,
like a script, is not looked at.

It runs with the Python environment found now and with the variables of this terminal that are known to hold no secret,
PATH and HOME among them. What else a command needs stands in a file:
  --env-file FILE     variables for the commands, read when they run (KEY=value lines)
  --yes               do not ask
  --json              print {"schedule": …}`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {
      yes: { type: 'boolean', default: false },
      'env-file': { type: 'string' },
    });
    const name = onlyName(positionals);
    await withRunner(values.workspace, async (client) => {
      const shown = await scheduleNamed(client, name);
      if (shown.problem !== null) throw new UserError('SLW-SCHEDULE-BROKEN', shown.problem, null);
      if (!values.yes) await confirm(shown);
      const { schedule } = await client.request('schedules/arm', {
        name,
        consent: shown.consent,
        context: {
          cwd: currentFolder(),
          env: ownEnvironment(),
          ...(values['env-file'] !== undefined && { envFile: resolve(values['env-file']) }),
        },
      });
      if (values.json) console.log(JSON.stringify({ schedule }));
      else
        console.log(
          schedule.nextAt === null
            ? `${name} is armed.`
            : `${name} is armed; it starts next at ${localTime(schedule.nextAt)}.`,
        );
    });
    return exitCodes.ok;
  },
};

/** @throws UserError `SLW-CANCELLED` where the answer is no; UsageError where nobody can be asked */
async function confirm(schedule: ScheduleView): Promise<void> {
  if (!process.stdin.isTTY)
    throw new UsageError('Nobody can be asked here; say --yes to arm it without a question.');
  const { name, set } = schedule;
  const apart = set.length === 0 ? '' : ` in a private copy with ${set.join(', ')}`;
  console.error(`${name} (${triggerInWords(schedule)}) will run${apart}:\n`);
  console.error(`${commandsInWords(schedule.commands)}\n`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('Arm it? [y/N] ');
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new UserError('SLW-CANCELLED', 'It was not armed.', null);
}
