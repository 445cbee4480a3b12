import type { SweepTrial, TrialState } from '../../schemas/protocol/sweeps.ts';
import { decodeMetricValue, type Run, runTags } from '../../schemas/protocol/tracking.ts';
import type { SweepSettings } from '../manifests/dvc/sweep-settings.ts';
import type { Tracker } from '../tracking/tracker.ts';
import type { Point } from './search-space.ts';
import { valuesAt } from './sweep-plan.ts';

/** A trial as its run tells it. */
export interface Trial extends SweepTrial {
  point: Point;
}

/** What a trial's run keeps of it. */
export function trialTag(number: number, point: Point): string {
  return JSON.stringify({ number, point: Object.fromEntries(point) });
}

/** The trials of a sweep by their number; of two runs of one number, the later counts. */
export async function readTrials(
  tracker: Tracker,
  sweepRunId: string,
  settings: SweepSettings,
): Promise<Trial[]> {
  const ids = await tracker.queryRunIds({
    experimentIds: [],
    filter: `tags.\`${runTags.parent}\` = '${sweepRunId}'`,
    orderBy: ['attributes.start_time ASC'],
    view: 'ACTIVE_ONLY',
  });
  const byNumber = new Map<number, Trial>();
  for (const run of await tracker.getRuns(ids)) {
    const trial = trialOf(run, settings);
    if (trial) byNumber.set(trial.number, trial);
  }
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}

/** The lower the better; null where there is no number to compare. */
export function lossOf({ metric }: SweepTrial, { goal }: SweepSettings): number | null {
  if (metric === null || Number.isNaN(metric)) return null;
  return goal === 'minimize' ? metric : -metric;
}

function trialOf(run: Run, settings: SweepSettings): Trial | null {
  const kept = readTag(run.tags[runTags.trial] ?? '');
  if (!kept) return null;
  const point = new Map([...settings.params.keys()].map((name) => [name, kept.point[name] ?? 0]));
  const measured = run.metrics.find(({ key }) => key === settings.metric);
  const state = stateOf(run);
  const metric = measured ? decodeMetricValue(measured.value) : null;
  return {
    number: kept.number,
    state: state === 'finished' && metric === null ? 'failed' : state,
    runId: run.info.runId,
    values: valuesAt(settings, point),
    point,
    metric,
    reason:
      run.tags[runTags.reason] ??
      (state === 'finished' && metric === null
        ? `it logged no metric "${settings.metric}"; it has: ${run.metrics.map(({ key }) => key).join(', ') || 'none'}`
        : ''),
  };
}

function stateOf({ info, tags }: Run): TrialState {
  if (tags[runTags.pruned] !== undefined) return 'pruned';
  if (info.status === 'FINISHED') return 'finished';
  if (info.status === 'FAILED') return 'failed';
  return info.status === 'KILLED' ? 'stopped' : 'running';
}

function readTag(text: string): { number: number; point: Record<string, number> } | null {
  try {
    const { number, point } = JSON.parse(text) as { number?: unknown; point?: Record<string, number> };
    return typeof number === 'number' && point ? { number, point } : null;
  } catch {
    return null;
  }
}
