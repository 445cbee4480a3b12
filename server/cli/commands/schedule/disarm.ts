import { type Command, exitCodes, parseOptions } from '../../command.ts';
import { withRunner } from '../../runner.ts';
import { onlyName } from './one-schedule.ts';

export const disarmCommand: Command = {
  name: 'disarm',
  summary: 'Let a schedule start no more; what runs goes on',
  usage: 'Usage: slipway schedule disarm NAME [--workspace DIR] [--json]',
  async run(args) {
    const { values, positionals } = parseOptions(args, {});
    const name = onlyName(positionals);
    const answer = await withRunner(values.workspace, (client) =>
      client.request('schedules/disarm', { name }),
    );
    console.log(values.json ? JSON.stringify(answer) : `${name} is not armed any more.`);
    return exitCodes.ok;
  },
};
