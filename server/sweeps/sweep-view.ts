import type { SweepView } from '../../schemas/protocol/sweeps.ts';
import { runTags } from '../../schemas/protocol/tracking.ts';
import { UserError } from '../core/user-error.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { paramImportance } from './importance.ts';
import { readPlan, type SweepPlan } from './sweep-plan.ts';
import { lossOf, readTrials, type Trial } from './trials.ts';

/** @throws UserError `SLW-SWEEP-UNKNOWN` for a run that is no sweep's */
export async function planOfRun(tracker: Tracker, runId: string): Promise<SweepPlan> {
  const { tags, info } = await tracker.getRun(runId);
  const text = tags[runTags.sweep];
  if (text !== undefined) return readPlan(text);
  throw new UserError(
    'SLW-SWEEP-UNKNOWN',
    `The run ${info.runName} (${runId}) is no sweep.`,
    'Give the id of the run that has the trials below it.',
  );
}

export async function sweepView(tracker: Tracker, runId: string): Promise<SweepView> {
  const { stage, settings, total } = await planOfRun(tracker, runId);
  const trials = await readTrials(tracker, runId, settings);
  const measured = trials.flatMap((trial) => {
    const loss = lossOf(trial, settings);
    return loss === null || trial.state === 'running' ? [] : [{ trial, loss }];
  });
  const importance = paramImportance(
    settings.params,
    measured.map(({ trial: { point }, loss }) => ({ point, loss })),
  );
  return {
    runId,
    stage,
    method: settings.method,
    metric: settings.metric,
    goal: settings.goal,
    total,
    params: [...settings.params.keys()],
    trials: trials.map(withoutPoint),
    best: bestOf(trials, (trial) => lossOf(trial, settings))?.runId ?? null,
    importance: measured.length > 1 ? Object.fromEntries(importance) : {},
  };
}

/** The finished trial with the least loss. */
export function bestOf(trials: readonly Trial[], loss: (trial: Trial) => number | null): Trial | null {
  let best: Trial | null = null;
  for (const trial of trials) {
    const own = trial.state === 'finished' ? loss(trial) : null;
    if (own !== null && (!best || own < (loss(best) ?? own))) best = trial;
  }
  return best;
}

function withoutPoint({ point: _point, ...trial }: Trial): SweepView['trials'][number] {
  return trial;
}
