import { resolve } from 'node:path';
import type { ExportFormat } from '../../../../schemas/protocol/interop.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';
import { followOperation } from '../../operation.ts';
import { withRunner } from '../../runner.ts';
import { bytesInWords } from '../../text-table.ts';
import { at, choiceOptions, choiceUsage, chosenIds, runNamed } from './choose-runs.ts';

export const exportCommand: Command = {
  name: 'export',
  summary: 'Write runs, or their metric points, to a CSV or Arrow file',
  usage: `Usage: slipway runs export [RUN…] --output FILE [OPTIONS]

  --output FILE, -o   ends in .csv or .arrow, or say --format
  --format FORMAT     csv or arrow (Arrow IPC file)
  --metrics           one row a logged point: run_id, run_name, key, step, timestamp, value
  --column NAME       params.x, metrics.x or tags.x (with --metrics: a metric's name); may be repeated (default: all)
${choiceUsage}
  --json              print {"file", "rows", "bytes"}`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {
      ...choiceOptions,
      output: { type: 'string', short: 'o' },
      format: { type: 'string' },
      metrics: { type: 'boolean', default: false },
      column: { type: 'string', multiple: true },
    });
    if (values.output === undefined) throw new UsageError('Say where to: --output FILE.');
    const file = resolve(values.output);
    const format = formatOf(values.format ?? file.split('.').at(-1) ?? '');
    const columns = values.column ?? [];
    if (!values.metrics) for (const column of columns) refuseUnknownColumn(column);
    await withRunner(values.workspace, async (client) => {
      const runIds = positionals.length
        ? await Promise.all(
            positionals.map(async (word) => (await runNamed(client, values.tracker, word)).info.runId),
          )
        : await chosenIds(client, values);
      const { operation } = await client.request('export/start', {
        ...at(values.tracker),
        runIds,
        what: values.metrics ? 'metrics' : 'runs',
        format,
        columns,
        file,
      });
      const summary = await followOperation(client, 'export', operation);
      console.log(
        values.json
          ? JSON.stringify(summary)
          : `${summary.rows} rows in ${summary.file} (${bytesInWords(summary.bytes)}).`,
      );
    });
    return exitCodes.ok;
  },
};

function formatOf(word: string): ExportFormat {
  if (word === 'csv' || word === 'arrow') return word;
  throw new UsageError(`The format is "${word}"; expected csv or arrow: --format csv.`);
}

function refuseUnknownColumn(column: string): void {
  if (!/^(params|metrics|tags)\../.test(column))
    throw new UsageError(`--column is "${column}"; expected params.x, metrics.x or tags.x.`);
}
