import type { Decision } from './decision.ts';
import type { Effect, RolloutRecord } from './events.ts';
import type { Phase, Rollout, TargetState } from './target-state.ts';

/** The place that comes after the rollout's own in its plan. Without anything live there is nothing to shadow or to compare with. */
function placeAfter(
  state: TargetState,
  { kind, phase, step, plan }: Rollout,
): { phase: Phase; step: number } {
  const judged = kind === 'deploy' && state.live !== null;
  const prepared = phase === 'loading' || phase === 'warming';
  if (judged && prepared && plan.shadow) return { phase: 'shadow', step: 0 };
  const nextStep = phase === 'canary' ? step + 1 : 0;
  if (judged && phase !== 'baking' && nextStep < plan.steps.length)
    return { phase: 'canary', step: nextStep };
  if (judged && phase !== 'baking' && plan.bakeMs > 0) return { phase: 'baking', step: 0 };
  return { phase: 'promoting', step: 0 };
}

export function advance(state: TargetState, rollout: Rollout): Decision {
  return enter(state, { ...rollout, ...placeAfter(state, rollout) });
}

/** Begins the phase, or the canary step, that the rollout names. */
export function enter(state: TargetState, rollout: Rollout): Decision {
  const begun: Rollout = { ...rollout, elapsedMs: 0, tickAt: null, replayed: false };
  const record: RolloutRecord = {
    what: 'phase-begun',
    revision: begun.to,
    from: state.live,
    why: wordsOf(begun),
  };
  return { state: { ...state, rollout: begun }, effects: effectsOf(begun), records: [record] };
}

/** What keeps a phase going; doing it again does no harm. */
export function effectsOf({ phase, to, plan, step }: Rollout): Effect[] {
  if (phase === 'promoting') return [{ type: 'promote', revision: to }];
  if (phase === 'submitted') return [];
  if (to === null) throw new Error(`a target that goes offline has no phase ${phase}`);
  switch (phase) {
    case 'loading':
      return [{ type: 'load', revision: to }];
    case 'warming':
      return [{ type: 'warm', revision: to }];
    case 'shadow':
      return [{ type: 'shadow', revision: to, sample: plan.shadow?.sample ?? 0 }];
    case 'canary':
      return [{ type: 'canary', revision: to, weight: plan.steps[step]?.weight ?? 0 }];
    case 'baking':
      return [{ type: 'canary', revision: to, weight: 100 }];
  }
}

function wordsOf({ phase, step, plan }: Rollout): string {
  if (phase !== 'canary') return phase;
  return `canary step ${step + 1} of ${plan.steps.length}: ${plan.steps[step]?.weight} % of the traffic`;
}
