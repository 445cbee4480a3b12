import { type Command, exitCodes, UsageError } from '../command.ts';
import { compareCommand } from './runs/compare.ts';
import { exportCommand } from './runs/export.ts';
import { importCommand } from './runs/import.ts';
import { listCommand } from './runs/list.ts';
import { pushCommand } from './runs/push.ts';
import { showCommand } from './runs/show.ts';
import { stopCommand } from './runs/stop.ts';

const commands = [
  listCommand,
  showCommand,
  compareCommand,
  exportCommand,
  importCommand,
  pushCommand,
  stopCommand,
];

const overview = commands.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`).join('\n');

export const runsCommand: Command = {
  name: 'runs',
  summary: `Look at and look after runs: ${commands.map(({ name }) => name).join(', ')}`,
  usage: `Usage: slipway runs COMMAND [--workspace DIR] [--json]\n\n${overview}\n\nslipway runs COMMAND --help says more.`,
  async run([name, ...rest]) {
    const command = commands.find((candidate) => candidate.name === name);
    if (!command)
      throw new UsageError(name === undefined ? 'Say what to do.' : `There is no "runs ${name}".`);
    if (rest.includes('--help')) {
      console.log(command.usage);
      return exitCodes.ok;
    }
    return command.run(rest);
  },
};
