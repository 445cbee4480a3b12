import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';
import { withRunner } from '../../runner.ts';
import { runNamed } from './choose-runs.ts';

export const stopCommand: Command = {
  name: 'stop',
  summary: 'Stop a live run',
  usage: `Usage: slipway runs stop RUN

RUN is a run's id, the beginning of it, or its name. It is asked politely first, then killed with all it started.`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {});
    const [word] = positionals;
    if (word === undefined || positionals.length > 1) throw new UsageError('Name one run.');
    await withRunner(values.workspace, async (client) => {
      const { info } = await runNamed(client, 'local', word);
      await client.request('executions/stop', { runId: info.runId });
    });
    return exitCodes.ok;
  },
};
