import { type Command, parseOptions, UsageError } from '../../command.ts';
import { withRunner } from '../../runner.ts';
import { runNamed } from '../runs/choose-runs.ts';
import { addStage, stageOptions, stageUsage } from './add-stage.ts';

export const fromRunCommand: Command = {
  name: 'from-run',
  summary: 'Turn a tracked run into a stage: what it read and wrote becomes deps and outs',
  usage: `Usage: slipway stage from-run RUN [OPTIONS]

RUN is a run's id, the beginning of it, or its name. Numbers among its command's options become params.

${stageUsage}`,
  async run(args) {
    const { values, positionals } = parseOptions(args, stageOptions);
    const [word] = positionals;
    if (word === undefined || positionals.length > 1) throw new UsageError('Name one run.');
    return withRunner(values.workspace, async (client) => {
      const { info } = await runNamed(client, undefined, word);
      return addStage(client, { kind: 'run', runId: info.runId }, values);
    });
  },
};
