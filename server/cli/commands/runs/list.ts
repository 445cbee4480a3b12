import type { Run } from '../../../../schemas/protocol/tracking.ts';
import { runJson } from '../../../tracking/mlflow-json.ts';
import { type Command, exitCodes, parseOptions } from '../../command.ts';
import { withRunner } from '../../runner.ts';
import { localTime, shortNumber, textTable } from '../../text-table.ts';
import { choiceOptions, choiceUsage, chosenIds, runsOf } from './choose-runs.ts';

const shownMetrics = 3;

export const listCommand: Command = {
  name: 'list',
  summary: 'Runs, newest first',
  usage: `Usage: slipway runs list [OPTIONS]

${choiceUsage}
  --json              print an array of runs in MLflow's JSON form`,
  async run(args) {
    const { values } = parseOptions(args, choiceOptions);
    await withRunner(values.workspace, async (client) => {
      const ids = await chosenIds(client, values);
      const runs: Run[] = [];
      let printed = 0;
      for await (const part of runsOf(client, values.tracker, ids)) {
        if (!values.json) runs.push(...part);
        else
          for (const run of part)
            process.stdout.write(`${printed++ ? ',\n' : '['}${JSON.stringify(runJson(run, undefined))}`);
      }
      if (values.json) process.stdout.write(printed ? ']\n' : '[]\n');
      else console.log(runs.length ? tableOf(runs) : 'No runs.');
    });
    return exitCodes.ok;
  },
};

function tableOf(runs: Run[]): string {
  const rows = runs.map(({ info, metrics }) => [
    info.runId.slice(0, 8),
    info.runName,
    info.lifecycleStage === 'deleted' ? 'DELETED' : info.status,
    localTime(info.startTime),
    metrics
      .filter(({ key }) => !key.startsWith('system/'))
      .slice(0, shownMetrics)
      .map(({ key, value }) => `${key}=${shortNumber(value)}`)
      .join(' '),
  ]);
  return textTable(['RUN', 'NAME', 'STATE', 'STARTED', 'METRICS'], rows);
}
