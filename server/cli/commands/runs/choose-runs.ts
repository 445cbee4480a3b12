import type { Run, RunQuery, ViewType } from '../../../../schemas/protocol/tracking.ts';
import { UserError } from '../../../core/user-error.ts';
import type { RunnerClient } from '../../../discovery/connect.ts';
import { UsageError } from '../../command.ts';
import { handOverToken } from './hand-over-token.ts';

const runsPerRequest = 500;

/** Options that choose runs, the same for every command that takes them. */
export const choiceOptions = {
  tracker: { type: 'string' },
  experiment: { type: 'string', multiple: true },
  filter: { type: 'string', default: '' },
  'order-by': { type: 'string', multiple: true },
  view: { type: 'string', default: 'active' },
  max: { type: 'string' },
} as const;

export const choiceUsage = `  --experiment NAME   only this experiment's runs; may be repeated
  --filter TEXT       MLflow's filter language: "metrics.auc > 0.9 AND params.model = 'gbm'"
  --order-by TEXT     "metrics.auc DESC"; may be repeated (default: newest first)
  --view WHICH        active, deleted or all (default: active)
  --max N             at most this many
  --tracker NAME      a tracker of slipway.yaml, or local (default: the workspace's own)`;

export interface Choice {
  tracker?: string | undefined;
  experiment?: string[] | undefined;
  filter: string;
  'order-by'?: string[] | undefined;
  view: string;
  max?: string | undefined;
}

const views: Record<string, ViewType> = { active: 'ACTIVE_ONLY', deleted: 'DELETED_ONLY', all: 'ALL' };

/** Ids of the runs that the options choose, in their order. Throws `UsageError` and `UserError`. */
export async function chosenIds(client: RunnerClient, choice: Choice): Promise<string[]> {
  const view = views[choice.view];
  if (!view) throw new UsageError(`--view is "${choice.view}"; expected active, deleted or all.`);
  const max = choice.max === undefined ? Number.POSITIVE_INFINITY : Number(choice.max);
  if (!(max > 0)) throw new UsageError(`--max is "${choice.max}"; expected a number above 0.`);
  await reach(client, choice.tracker);
  const query: RunQuery = {
    experimentIds: await experimentIds(client, choice),
    filter: choice.filter,
    orderBy: choice['order-by'] ?? [],
    view,
  };
  const { ids } = await client.request('runs/query', { ...at(choice.tracker), ...query });
  return Number.isFinite(max) ? ids.slice(0, max) : ids;
}

/** The runs of some ids, in parts, so that a hundred thousand are no problem. */
export async function* runsOf(
  client: RunnerClient,
  tracker: string | undefined,
  ids: string[],
): AsyncIterable<Run[]> {
  for (let start = 0; start < ids.length; start += runsPerRequest) {
    const { runs } = await client.request('runs/get', {
      ...at(tracker),
      ids: ids.slice(start, start + runsPerRequest),
    });
    yield runs;
  }
}

/** A run by its id, by the beginning of its id, or by its name. Throws `UserError` where it is none or not one. */
export async function runNamed(
  client: RunnerClient,
  tracker: string | undefined,
  word: string,
): Promise<Run> {
  await reach(client, tracker);
  const exact = await client.request('runs/get', { ...at(tracker), ids: [word] });
  if (exact.runs[0]) return exact.runs[0];
  const quoted = word.replaceAll("'", '');
  const found = new Map<string, Run>();
  for (const filter of [`attributes.run_id LIKE '${quoted}%'`, `attributes.run_name = '${quoted}'`]) {
    const query = { experimentIds: [], filter, orderBy: [], view: 'ALL' as const };
    const { ids } = await client.request('runs/query', { ...at(tracker), ...query });
    const { runs } = await client.request('runs/get', { ...at(tracker), ids: ids.slice(0, 3) });
    for (const run of runs) found.set(run.info.runId, run);
  }
  const [run, ...others] = found.values();
  if (!run)
    throw new UserError(
      'SLW-RUN-UNKNOWN',
      `There is no run "${word}".`,
      'See which there are: slipway runs list',
    );
  if (others.length === 0) return run;
  const names = [run, ...others].map(({ info }) => `${info.runId} (${info.runName})`).join(', ');
  throw new UserError(
    'SLW-RUN-AMBIGUOUS',
    `"${word}" means several runs: ${names}.`,
    'Give more of the run id.',
  );
}

async function reach(client: RunnerClient, tracker: string | undefined): Promise<void> {
  if (tracker !== undefined && tracker !== 'local') await handOverToken(client, tracker);
}

export function at(tracker: string | undefined): { tracker?: string } {
  return tracker === undefined ? {} : { tracker };
}

async function experimentIds(client: RunnerClient, choice: Choice): Promise<string[]> {
  if (!choice.experiment) return [];
  const { experiments } = await client.request('experiments/list', { ...at(choice.tracker), view: 'ALL' });
  return choice.experiment.map((name) => {
    const experiment = experiments.find(
      (candidate) => candidate.name === name || candidate.experimentId === name,
    );
    if (experiment) return experiment.experimentId;
    throw new UserError(
      'SLW-EXPERIMENT-UNKNOWN',
      `There is no experiment "${name}"; there are ${experiments.map((known) => known.name).join(', ')}.`,
    );
  });
}
