import type { RolloutPlan } from './plan.ts';

/**
 * What is known of a revision. A `candidate` was never served whole; `healthy` has been at 100 % to the end of its bake;
 * `failed` did not get there; `bad` was healthy and then rolled back by a person or a rule, and is never gone back to by itself.
 */
export type Standing = 'candidate' | 'healthy' | 'failed' | 'bad';

export interface Revision {
  /** From 1 on, within the target. */
  number: number;
  model: string;
  version: string;
  standing: Standing;
}

/**
 * `loading` and `warming`: nobody is served yet. `shadow`: copies of traffic. `canary`: a share of it. `baking`: all of it, on a
 * lease. `promoting`: the pointer is being moved. `submitted`: it is moved as soon as others agree.
 */
export type Phase = 'loading' | 'warming' | 'shadow' | 'canary' | 'baking' | 'promoting' | 'submitted';

/** A change of what a target serves, on its way. */
export interface Rollout {
  /** A rollback goes on after a crash; a deployment is given up. */
  kind: 'deploy' | 'rollback';
  /** Number of the revision that is to be live; null: the target goes offline. */
  to: number | null;
  plan: RolloutPlan;
  phase: Phase;
  /** Index into the plan's canary steps. */
  step: number;
  /** Since the phase, or its step, began; time in which the machine slept does not count. */
  elapsedMs: number;
  /** Of the last tick, in milliseconds of a clock that only goes forward; null: none yet in this phase. */
  tickAt: number | null;
  /** Requests were asked to be replayed in this step. */
  replayed: boolean;
  /** Why it is done, in a person's or a rule's words. */
  reason: string;
  /** Where it waits for others to agree; left out but in the phase `submitted`. */
  waitsFor?: string;
}

/** All that a crash must not lose of a target. */
export interface TargetState {
  /** Number of the revision that gets whatever no canary takes; null: offline. */
  live: number | null;
  /** Ascending by number. */
  revisions: readonly Revision[];
  rollout: Rollout | null;
  /** How many revisions to go back to stay in memory, as the live one's manifest said. */
  keepLoaded: number;
  /** Whether the alias followed the live revision: a person may have moved it elsewhere since, and that stays. */
  aliased: boolean;
}

export const emptyTarget: TargetState = {
  live: null,
  revisions: [],
  rollout: null,
  keepLoaded: 0,
  aliased: true,
};

export function revisionOf(state: TargetState, number: number): Revision {
  const found = state.revisions.find((revision) => revision.number === number);
  if (!found) throw new Error(`there is no revision ${number}`);
  return found;
}

export function withStanding(state: TargetState, number: number, standing: Standing): TargetState {
  return {
    ...state,
    revisions: state.revisions.map((revision) =>
      revision.number === number ? { ...revision, standing } : revision,
    ),
  };
}

/**
 * The newest revision before the live one that has been healthy at 100 %; null: there is none to go back to. Going back again
 * walks further back, never forward.
 */
export function lastHealthy({ live, revisions }: TargetState): Revision | null {
  if (live === null) return null;
  return revisions.findLast(({ number, standing }) => standing === 'healthy' && number < live) ?? null;
}

/** Numbers of those that stay in memory: the live one, and those that a rollback would go to. */
export function keptLoaded(state: TargetState): number[] {
  const kept: number[] = [];
  for (let at: TargetState = state; at.live !== null && kept.length <= state.keepLoaded; ) {
    kept.push(at.live);
    at = { ...at, live: lastHealthy(at)?.number ?? null };
  }
  return kept;
}
