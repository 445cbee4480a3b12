import { type Command, parseOptions, UsageError } from '../command.ts';
import { commandRunOptions, commandRunUsage, runTrackedCommand } from './run/command-run.ts';
import { pipelineRunOptions, pipelineRunUsage, runPipeline } from './run/pipeline-run.ts';

export const runCommand: Command = {
  name: 'run',
  summary: 'Run a pipeline (dvc.yaml), or a command, script or notebook as a tracked run',
  usage: `${pipelineRunUsage}\n\n${commandRunUsage}`,
  async run(args) {
    const separator = args.indexOf('--');
    const own = separator < 0 ? args : args.slice(0, separator);
    const command = separator < 0 ? [] : args.slice(separator + 1);
    const isNotebook = own.some((word) => word === '--notebook' || word.startsWith('--notebook='));
    if (separator < 0 && !isNotebook) {
      const { values, positionals } = parseOptions(own, pipelineRunOptions);
      return runPipeline(values, positionals);
    }
    const { values, positionals } = parseOptions(own, commandRunOptions);
    if (positionals.length > 0)
      throw new UsageError(`"${positionals[0]}" stands before "--": the command comes after it.`);
    return runTrackedCommand(values, command);
  },
};
