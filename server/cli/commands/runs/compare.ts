import type { Run } from '../../../../schemas/protocol/tracking.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';
import { withRunner } from '../../runner.ts';
import { textTable } from '../../text-table.ts';
import { runNamed } from './choose-runs.ts';

interface ComparedKey {
  kind: 'param' | 'metric';
  key: string;
  /** In the order of the runs; null where a run has none. */
  values: (string | number | null)[];
  differs: boolean;
}

export const compareCommand: Command = {
  name: 'compare',
  summary: 'What differs between runs',
  usage: `Usage: slipway runs compare RUN RUN… [OPTIONS]

  --all               also what is the same
  --tracker NAME      a tracker of slipway.yaml, or local
  --json              print {"runs": […], "keys": [{"kind", "key", "values", "differs"}]}, differences first`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {
      all: { type: 'boolean', default: false },
      tracker: { type: 'string' },
    });
    if (positionals.length < 2) throw new UsageError('Name at least two runs.');
    await withRunner(values.workspace, async (client) => {
      const runs = await Promise.all(positionals.map((word) => runNamed(client, values.tracker, word)));
      const keys = comparedKeys(runs);
      if (values.json) {
        const named = runs.map(({ info }) => ({
          run_id: info.runId,
          run_name: info.runName,
          status: info.status,
        }));
        console.log(JSON.stringify({ runs: named, keys }, null, 2));
        return;
      }
      const shown = values.all ? keys : keys.filter(({ differs }) => differs);
      const rows = shown.map(({ kind, key, values: cells }) => [
        kind,
        key,
        ...cells.map((cell) => String(cell ?? '-')),
      ]);
      const header = ['', '', ...runs.map(({ info }) => `${info.runName} (${info.runId.slice(0, 8)})`)];
      console.log(rows.length ? textTable(header, rows) : 'Params and latest metrics are the same.');
    });
    return exitCodes.ok;
  },
};

function byName(a: string, b: string): number {
  const isSystem = (key: string) => key.startsWith('system/');
  return Number(isSystem(a)) - Number(isSystem(b)) || (a < b ? -1 : 1);
}

/** Differences first, params before metrics, what was measured of the machine last, by name. */
function comparedKeys(runs: Run[]): ComparedKey[] {
  const params = new Set(runs.flatMap((run) => Object.keys(run.params)));
  const metrics = new Set(runs.flatMap((run) => run.metrics.map(({ key }) => key)));
  const keys = [
    ...[...params].sort().map((key) =>
      compared(
        'param',
        key,
        runs.map((run) => run.params[key] ?? null),
      ),
    ),
    ...[...metrics].sort(byName).map((key) =>
      compared(
        'metric',
        key,
        runs.map((run) => run.metrics.find((metric) => metric.key === key)?.value ?? null),
      ),
    ),
  ];
  return [...keys.filter(({ differs }) => differs), ...keys.filter(({ differs }) => !differs)];
}

function compared(kind: ComparedKey['kind'], key: string, values: ComparedKey['values']): ComparedKey {
  return { kind, key, values, differs: new Set(values).size > 1 };
}
