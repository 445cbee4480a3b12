import { type Command, exitCodes, UsageError } from '../command.ts';
import { armCommand } from './schedule/arm.ts';
import { disarmCommand } from './schedule/disarm.ts';
import { exportCommand } from './schedule/export.ts';
import { listCommand } from './schedule/list.ts';
import { nextCommand } from './schedule/next.ts';
import { runCommand } from './schedule/run.ts';

const commands = [listCommand, armCommand, disarmCommand, runCommand, nextCommand, exportCommand];
const overview = commands.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`).join('\n');

export const scheduleCommand: Command = {
  name: 'schedule',
  summary: `Pipelines that start by themselves: ${commands.map(({ name }) => name).join(', ')}`,
  usage: `Usage: slipway schedule COMMAND [--workspace DIR] [--json]

${overview}

They are declared under "schedules" in slipway.yaml, and start only once you have armed them. They start while the
folder's runner runs: an armed one keeps it alive, but nothing brings it back after a restart of the machine until you
open the folder or call slipway. What was missed meanwhile is listed.

slipway schedule COMMAND --help says more.`,
  async run([name, ...rest]) {
    const command = commands.find((candidate) => candidate.name === name);
    if (!command)
      throw new UsageError(name === undefined ? 'Say what to do.' : `There is no "schedule ${name}".`);
    if (rest.includes('--help')) {
      console.log(command.usage);
      return exitCodes.ok;
    }
    return command.run(rest);
  },
};
