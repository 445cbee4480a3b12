import { type Command, exitCodes, parseOptions } from '../command.ts';
import { withRunner } from '../runner.ts';
import { stageJson, stageTable } from '../stage-table.ts';

export const statusCommand: Command = {
  name: 'status',
  summary: 'Which stages of the pipelines are up to date, and why others are not',
  usage: `Usage: slipway status [STAGE…] [OPTIONS]

  --workspace DIR     folder of the pipelines (default: .)
  --json              print {"stages": [{"name", "state", "reasons", "durationMs"}]} in execution order`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {});
    const summary = await withRunner(values.workspace, (client) =>
      client.request('pipelines/status', { stages: positionals, reach: 'upstream' }),
    );
    console.log(values.json ? stageJson(summary.stages) : stageTable(summary.stages));
    return exitCodes.ok;
  },
};
