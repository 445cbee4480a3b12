import { type Decision, quiet } from './decision.ts';
import { promoted } from './endings.ts';
import type { RolloutEvent } from './events.ts';
import { keptLoaded, type TargetState, withStanding } from './target-state.ts';

/**
 * What a place that others change, too, was seen to serve. What was submitted is live when it is there. Without a rollout, what
 * others have put there is what is live: going back by hand is a rollback.
 */
export function followed(
  state: TargetState,
  { serving, why }: Extract<RolloutEvent, { type: 'followed' }>,
): Decision {
  const { rollout, live } = state;
  if (rollout?.phase === 'submitted' && rollout.to === serving) {
    const { effects, ...decided } = promoted(state, rollout);
    const { kind, reason } = rollout;
    return {
      ...decided,
      effects: [
        { type: 'merged', revision: serving, from: live, kind, reason },
        // It may have come there by another way, and would undo what is released later if it were merged then.
        { type: 'withdraw', revision: serving },
        ...effects,
      ],
    };
  }
  if (rollout || serving === live) return quiet(state);
  let next: TargetState = { ...state, live: serving, aliased: false };
  const isBack = live !== null && (serving === null || serving < live);
  if (isBack) next = withStanding(next, live, 'bad');
  if (serving !== null) next = withStanding(next, serving, 'healthy');
  return {
    state: next,
    effects: [
      { type: 'alias', revision: serving },
      { type: 'keep', revisions: keptLoaded(next) },
    ],
    records: [{ what: 'changed-elsewhere', revision: serving, from: live, why }],
  };
}
