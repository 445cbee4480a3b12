import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';
import { followOperation } from '../../operation.ts';
import { withRunner } from '../../runner.ts';
import { stageTable } from '../../stage-table.ts';
import { currentFolder, ownEnvironment } from '../run/own-environment.ts';
import { onlyName } from './one-schedule.ts';

export const runCommand: Command = {
  name: 'run',
  summary: 'Run a schedule now, armed or not; also one that was missed',
  usage: `Usage: slipway schedule run NAME [OPTIONS]

Runs with the environment of this terminal, and records it among the schedule's firings.
  --firing ID         with the files of that firing again (see slipway schedule list --json)
  --json              print {"stages": [{"name", "state", "reasons", "durationMs"}]}

Exit code: 0 when all went well, 1 when a stage failed.`,
  async run(args) {
    const { values, positionals } = parseOptions(args, { firing: { type: 'string' } });
    const name = onlyName(positionals);
    const firing = values.firing === undefined ? null : Number(values.firing);
    if (firing !== null && !Number.isInteger(firing))
      throw new UsageError(`--firing is "${values.firing}"; expected a whole number.`);
    const { stages } = await withRunner(values.workspace, async (client) => {
      const context = { cwd: currentFolder(), env: ownEnvironment() };
      const { operation } = await client.request('schedules/run', { name, firing, context });
      return followOperation(client, 'pipeline', operation);
    });
    console.log(values.json ? JSON.stringify({ stages }) : stageTable(stages));
    return stages.some(({ state }) => state === 'failed') ? exitCodes.failed : exitCodes.ok;
  },
};
