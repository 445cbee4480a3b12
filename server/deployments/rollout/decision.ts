import type { Effect, RolloutRecord } from './events.ts';
import type { TargetState } from './target-state.ts';

/** The state to be written, with its records in one transaction, and what is to be done once it is. */
export interface Decision {
  state: TargetState;
  effects: readonly Effect[];
  records: readonly RolloutRecord[];
}

/** Nothing is to be done, nor told. */
export function quiet(state: TargetState): Decision {
  return { state, effects: [], records: [] };
}

export function refused(state: TargetState, why: string): Decision {
  return {
    state,
    effects: [],
    records: [{ what: 'refused', revision: state.rollout?.to ?? null, from: state.live, why }],
  };
}
