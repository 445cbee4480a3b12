import { resolve } from 'node:path';
import type { SweepRequest, SweepTrial, SweepView } from '../../../schemas/protocol/sweeps.ts';
import type { RunnerClient } from '../../discovery/connect.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../command.ts';
import { watchForFullDisk } from '../full-disk-notice.ts';
import { followOperation } from '../operation.ts';
import { withRunner } from '../runner.ts';
import { shortNumber, textTable } from '../text-table.ts';
import { currentFolder, ownEnvironment } from './run/own-environment.ts';

const options = {
  param: { type: 'string', multiple: true },
  method: { type: 'string' },
  maximize: { type: 'string' },
  minimize: { type: 'string' },
  trials: { type: 'string' },
  parallel: { type: 'string' },
  seed: { type: 'string' },
  'early-stopping': { type: 'string' },
  resume: { type: 'string' },
  show: { type: 'string' },
} as const;

type Values = ReturnType<typeof parseOptions<typeof options>>['values'];

export const sweepCommand: Command = {
  name: 'sweep',
  summary: 'Search the params of a stage for the best metric',
  usage: `Usage: slipway sweep [STAGE] [OPTIONS]
       slipway sweep --resume RUN | --show RUN
  Runs the stage and all that it needs once a trial, each in a private copy of the workspace with other params.
  What is left out is what the stage's meta.slipway.sweep in dvc.yaml says; STAGE may be, where only one says it.

  --param NAME=WHAT   what to search of a param; may be repeated. WHAT is a range (2..8, "0.001..0.1 log",
                      "0..1 step 0.1", "0..1 count 5") or a list (tree,net)
  --maximize METRIC   the metric to search the highest value of; or --minimize METRIC, the lowest
  --method METHOD     grid, random or tpe (default: tpe with --trials, grid without)
  --trials N          how many trials to make; a grid makes all of its combinations without it
  --parallel N        trials at once (default: 1)
  --seed N            the same seed draws the same points (default: 0)
  --early-stopping N  stop trials early: of those that have logged the metric 1, N, N*N… times, the best 1 of N goes on
  --resume RUN        make the trials that are missing of a sweep that was stopped, or that failed
  --show RUN          print a sweep as it stands, and start nothing
  --workspace DIR     folder of the pipelines (default: .)
  --json              print the sweep with its trials as JSON

Exit code: 0, or 1 where no trial came to a value of the metric. Ctrl+C stops it; --resume goes on.`,
  async run(args) {
    const { values, positionals } = parseOptions(args, options);
    const [stage = '', ...more] = positionals;
    if (more.length > 0) throw new UsageError('A sweep is of one stage.');
    if ((values.resume ?? values.show) !== undefined && stage !== '')
      throw new UsageError('--resume and --show name a run, and no stage goes with it.');
    const view = await withRunner(values.workspace, (client) => sweep(client, values, stage));
    console.log(values.json ? JSON.stringify(view) : sweepText(view));
    return view.best === null && values.show === undefined ? exitCodes.failed : exitCodes.ok;
  },
};

async function sweep(client: RunnerClient, values: Values, stage: string): Promise<SweepView> {
  if (values.show !== undefined) return client.request('sweeps/view', { runId: values.show });
  const context = { cwd: currentFolder(), env: ownEnvironment() };
  const { operation, runId } =
    values.resume === undefined
      ? await client.request('sweeps/start', { ...context, ...requestOf(values, stage) })
      : await client.request('sweeps/resume', { ...context, runId: values.resume });
  if (!values.json) process.stderr.write(`sweep ${runId}\n`);
  const endWatch = watchForFullDisk(resolve(values.workspace));
  return followOperation(client, 'sweep', operation).finally(endWatch);
}

function requestOf(values: Values, stage: string): Omit<SweepRequest, 'cwd' | 'env'> {
  const { param, method, maximize, minimize } = values;
  if (method !== undefined && method !== 'grid' && method !== 'random' && method !== 'tpe')
    throw new UsageError(`--method is "${method}"; expected grid, random or tpe.`);
  const numbers = {
    trials: wholeNumber(values.trials, 'trials', 1),
    parallel: wholeNumber(values.parallel, 'parallel', 1),
    seed: wholeNumber(values.seed, 'seed', 0),
    reduction: wholeNumber(values['early-stopping'], 'early-stopping', 2),
  };
  return {
    stage,
    ...(param && { params: param }),
    ...(method && { method }),
    ...(maximize !== undefined && { maximize }),
    ...(minimize !== undefined && { minimize }),
    ...Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)),
  };
}

function wholeNumber(text: string | undefined, name: string, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`--${name} is "${text}"; expected a whole number from ${least}.`);
}

function sweepText(view: SweepView): string {
  const { params, metric, goal, trials, total, best, importance, runId } = view;
  const sign = goal === 'maximize' ? -1 : 1;
  const rank = (trial: SweepTrial) =>
    trial.metric === null ? Number.POSITIVE_INFINITY : sign * trial.metric;
  const rows = trials
    .toSorted((a, b) => Number(b.runId === best) - Number(a.runId === best) || rank(a) - rank(b))
    .map((trial) => [
      String(trial.number + 1),
      trial.state,
      trial.metric === null ? '' : shortNumber(trial.metric),
      ...trial.values,
      trial.runId,
      trial.reason,
    ]);
  const lines = [textTable(['trial', 'state', metric, ...params, 'run', 'reason'], rows)];
  const ranked = Object.entries(importance).sort(([, a], [, b]) => b - a);
  if (ranked.length > 0)
    lines.push(
      '',
      textTable(
        ['param', 'importance'],
        ranked.map(([name, share]) => [name, share.toFixed(3)]),
      ),
    );
  const missing = total - trials.filter(({ state }) => state === 'finished' || state === 'pruned').length;
  if (missing > 0)
    lines.push('', `${missing} of ${total} trials are missing: slipway sweep --resume ${runId}`);
  return lines.join('\n');
}
