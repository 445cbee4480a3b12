import type { Decision } from './decision.ts';
import type { RolloutRecord } from './events.ts';
import { keptLoaded, type Rollout, type TargetState, withStanding } from './target-state.ts';

/** The pointer was moved: what was to be live is. */
export function promoted(state: TargetState, rollout: Rollout): Decision {
  const { kind, to, plan, reason } = rollout;
  const from = state.live;
  let next: TargetState = { ...state, live: to, rollout: null, aliased: false };
  if (kind === 'rollback' && from !== null) next = withStanding(next, from, 'bad');
  if (to !== null) next = withStanding(next, to, 'healthy');
  if (kind === 'deploy') next = { ...next, keepLoaded: plan.keepLoaded };
  const what = kind === 'deploy' ? 'deployed' : 'rolled-back';
  return {
    state: next,
    effects: [
      { type: 'stable' },
      { type: 'alias', revision: to },
      { type: 'keep', revisions: keptLoaded(next) },
    ],
    records: [{ what, revision: to, from, why: reason }],
  };
}

/** The rollout is given up; what was live stays live. */
export function givenUp(state: TargetState, rollout: Rollout, why: string): Decision {
  const { kind, to, phase } = rollout;
  // A crash may have come between that and its record.
  const mayBeSubmitted = phase === 'submitted' || phase === 'promoting';
  const ended: TargetState = { ...state, rollout: null };
  const next = kind === 'deploy' && to !== null ? withStanding(ended, to, 'failed') : ended;
  const record: RolloutRecord = {
    what: kind === 'deploy' ? 'deploy-aborted' : 'rollback-failed',
    revision: to,
    from: state.live,
    why,
  };
  return {
    state: next,
    effects: [
      { type: 'stable' },
      ...(mayBeSubmitted ? [{ type: 'withdraw' as const, revision: to }] : []),
      { type: 'keep', revisions: keptLoaded(next) },
    ],
    records: [record],
  };
}
