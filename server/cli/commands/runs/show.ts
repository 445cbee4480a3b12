import type { Run } from '../../../../schemas/protocol/tracking.ts';
import { runJson } from '../../../tracking/mlflow-json.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';
import { withRunner } from '../../runner.ts';
import { bytesInWords, localTime, textTable } from '../../text-table.ts';
import { at, runNamed } from './choose-runs.ts';

export const showCommand: Command = {
  name: 'show',
  summary: 'One run with its params, metrics, tags and artifacts',
  usage: `Usage: slipway runs show RUN [--tracker NAME] [--json]

RUN is a run's id, the beginning of it, or its name.
  --json              print the run in MLflow's JSON form`,
  async run(args) {
    const { values, positionals } = parseOptions(args, { tracker: { type: 'string' } });
    const [word] = positionals;
    if (word === undefined || positionals.length > 1) throw new UsageError('Name one run.');
    await withRunner(values.workspace, async (client) => {
      const run = await runNamed(client, values.tracker, word);
      if (values.json) {
        console.log(JSON.stringify(runJson(run, undefined), null, 2));
        return;
      }
      const where = { ...at(values.tracker), runId: run.info.runId, path: '' };
      const { entries } = await client.request('artifacts/list', where);
      const files = entries.map(({ path, isDir, size }) => [
        isDir ? `${path}/` : path,
        size === null ? '' : bytesInWords(size),
      ]);
      console.log([...sections(run), section('ARTIFACTS', files)].filter((text) => text !== '').join('\n\n'));
    });
    return exitCodes.ok;
  },
};

function sections({ info, params, metrics, tags, inputs }: Run): string[] {
  const attributes = [
    ['id', info.runId],
    ['state', info.lifecycleStage === 'deleted' ? `${info.status} (deleted)` : info.status],
    ['started', localTime(info.startTime)],
    ['ended', localTime(info.endTime)],
    ['user', info.userId],
  ];
  return [
    section(
      info.runName,
      attributes.filter(([, value]) => value !== ''),
    ),
    section('PARAMS', Object.entries(params)),
    section(
      'METRICS',
      metrics.map(({ key, value, step }) => [key, String(value), `step ${step}`]),
    ),
    section(
      'INPUTS',
      inputs.map(({ name, digest, sourceType }) => [name, digest, sourceType]),
    ),
    section(
      'TAGS',
      Object.entries(tags).filter(([key]) => key !== 'mlflow.runName'),
    ),
  ];
}

function section(title: string, rows: string[][]): string {
  return rows.length === 0 ? '' : `${title}\n${textTable(rows[0] ?? [], rows.slice(1)).replace(/^/gm, '  ')}`;
}
