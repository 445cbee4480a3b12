import { type Command, exitCodes, UsageError } from '../command.ts';
import { listCommand } from './models/list.ts';
import { registerCommand } from './models/register.ts';

const commands = [listCommand, registerCommand];
const overview = commands.map(({ name, summary }) => `  ${name.padEnd(8)}  ${summary}`).join('\n');

export const modelsCommand: Command = {
  name: 'models',
  summary: `Registered models and their versions: ${commands.map(({ name }) => name).join(', ')}`,
  usage: `Usage: slipway models COMMAND [--workspace DIR] [--json]

${overview}

slipway models COMMAND --help says more.`,
  async run([name, ...rest]) {
    const command = commands.find((candidate) => candidate.name === name);
    if (!command)
      throw new UsageError(name === undefined ? 'Say what to do.' : `There is no "models ${name}".`);
    if (rest.includes('--help')) {
      console.log(command.usage);
      return exitCodes.ok;
    }
    return command.run(rest);
  },
};
