import { type Command, exitCodes, UsageError } from '../command.ts';
import { fromNotebookCommand } from './stage/from-notebook.ts';
import { fromRunCommand } from './stage/from-run.ts';

const commands = [fromNotebookCommand, fromRunCommand];

const overview = commands.map(({ name, summary }) => `  ${name.padEnd(14)} ${summary}`).join('\n');

export const stageCommand: Command = {
  name: 'stage',
  summary: `Add a stage to a pipeline (dvc.yaml): ${commands.map(({ name }) => name).join(', ')}`,
  usage: `Usage: slipway stage COMMAND [--workspace DIR] [--json]\n\n${overview}\n\nslipway stage COMMAND --help says more.`,
  async run([name, ...rest]) {
    const command = commands.find((candidate) => candidate.name === name);
    if (!command)
      throw new UsageError(name === undefined ? 'Say what to do.' : `There is no "stage ${name}".`);
    if (rest.includes('--help')) {
      console.log(command.usage);
      return exitCodes.ok;
    }
    return command.run(rest);
  },
};
