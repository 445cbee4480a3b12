import { type Decision, quiet, refused } from './decision.ts';
import { givenUp, promoted } from './endings.ts';
import type { Effect, RolloutEvent } from './events.ts';
import { followed } from './followed.ts';
import { judge } from './judge.ts';
import { advance, effectsOf, enter } from './phases.ts';
import type { RolloutPlan } from './plan.ts';
import { keptLoaded, lastHealthy, type Rollout, type TargetState } from './target-state.ts';

/**
 * What becomes of a target by an event. Pure: the state is written, with its records in one transaction, before any effect is done,
 * so that a crash at any point leaves a state that `recover` can go on from.
 */
export function reduce(state: TargetState, event: RolloutEvent): Decision {
  const { rollout } = state;
  switch (event.type) {
    case 'deploy':
      return deploy(state, event);
    case 'rollback':
      return rollBack(state, event);
    case 'abort':
      if (!rollout) return refused(state, 'nothing is being rolled out');
      if (rollout.phase === 'promoting') return refused(state, 'it is live already, or will be in a moment');
      return givenUp(state, rollout, event.reason);
    case 'loaded':
      if (rollout?.phase !== 'loading' || rollout.to !== event.revision) return quiet(state);
      return event.warm ? advance(state, rollout) : enter(state, { ...rollout, phase: 'warming' });
    case 'warmed':
      if (rollout?.phase !== 'warming' || rollout.to !== event.revision) return quiet(state);
      return warmed(state, rollout, event.inconclusive);
    case 'promoted':
      if (rollout?.phase !== 'promoting' || rollout.to !== event.revision) return quiet(state);
      return promoted(state, rollout);
    case 'submitted':
      if (rollout?.phase !== 'promoting' || rollout.to !== event.revision) return quiet(state);
      return {
        state: { ...state, rollout: { ...rollout, phase: 'submitted', waitsFor: event.where } },
        effects: [],
        records: [{ what: 'submitted', revision: rollout.to, from: state.live, why: event.where }],
      };
    case 'followed':
      return followed(state, event);
    case 'failed':
      if (!rollout || rollout.to !== event.revision) return quiet(state);
      return givenUp(state, rollout, event.reason);
    case 'tick':
      return judge(state, event.at, event.observation);
    case 'aliased':
      return quiet(event.revision === state.live ? { ...state, aliased: true } : state);
    case 'recover':
      return recover(state, event);
  }
}

/** A warm-up that shows nothing is told of; traffic, which is judged, will show more. */
function warmed(state: TargetState, rollout: Rollout, inconclusive: string | null): Decision {
  const advanced = advance(state, rollout);
  if (inconclusive === null) return advanced;
  const record = { what: 'inconclusive', revision: rollout.to, from: state.live, why: inconclusive } as const;
  return { ...advanced, records: [record, ...advanced.records] };
}

function deploy(state: TargetState, event: Extract<RolloutEvent, { type: 'deploy' }>): Decision {
  if (state.rollout) return refused(state, 'one rollout is under way: wait for it, or give it up');
  const number = (state.revisions.at(-1)?.number ?? 0) + 1;
  const { model, version, plan, reason } = event;
  const rollout = begin('deploy', number, plan, reason);
  return {
    state: {
      ...state,
      revisions: [...state.revisions, { number, model, version, standing: 'candidate' }],
      rollout,
    },
    effects: effectsOf(rollout),
    records: [{ what: 'deploy-started', revision: number, from: state.live, why: reason }],
  };
}

function rollBack(state: TargetState, event: Extract<RolloutEvent, { type: 'rollback' }>): Decision {
  const { rollout } = state;
  // What a person means while a release is under way is to be rid of that release.
  if (rollout?.kind === 'deploy' && event.to === null && rollout.phase !== 'promoting')
    return givenUp(state, rollout, event.reason);
  if (rollout) return refused(state, 'one rollout is under way: wait for it, or give it up');
  if (state.live === null && event.to === null) return refused(state, 'nothing is live');
  if (event.to !== null && !state.revisions.some(({ number }) => number === event.to))
    return refused(state, `there is no revision ${event.to}`);
  if (event.to !== null && event.to === state.live) return refused(state, `revision ${event.to} is live`);
  const to = event.to ?? lastHealthy(state)?.number ?? null;
  const begun = begin('rollback', to, immediate, event.reason);
  return {
    state: { ...state, rollout: begun },
    effects: effectsOf(begun),
    records: [{ what: 'rollback-started', revision: to, from: state.live, why: event.reason }],
  };
}

/**
 * A rollback goes on where it stood. A deployment that had moved the pointer is done, any other is given up: its canary has lost
 * its lease meanwhile, and what it saw is gone.
 */
function recover(
  state: TargetState,
  { serving, because, isFollowed }: Extract<RolloutEvent, { type: 'recover' }>,
): Decision {
  const { rollout } = state;
  if (rollout?.phase === 'submitted') return quiet(state);
  if (rollout?.phase === 'promoting' && rollout.to === serving && serving !== state.live) {
    const done = promoted(state, rollout);
    // It may have come there by another way than what was submitted.
    return isFollowed
      ? { ...done, effects: [{ type: 'withdraw', revision: serving }, ...done.effects] }
      : done;
  }
  const asItWas: Effect[] = [{ type: 'stable' }];
  if (serving !== state.live && !isFollowed) asItWas.push({ type: 'promote', revision: state.live });
  if (!state.aliased) asItWas.push({ type: 'alias', revision: state.live });
  if (!rollout)
    return { state, effects: [...asItWas, { type: 'keep', revisions: keptLoaded(state) }], records: [] };
  if (rollout.kind === 'rollback') {
    // What others change, too, may have been submitted just before.
    const isSubmitted = isFollowed && rollout.phase === 'promoting';
    const again: Rollout = rollout.to === null || isSubmitted ? rollout : { ...rollout, phase: 'loading' };
    return { state: { ...state, rollout: again }, effects: [...asItWas, ...effectsOf(again)], records: [] };
  }
  const ended = givenUp(state, rollout, `${because} while it was ${rollout.phase}`);
  return { ...ended, effects: [...asItWas, ...ended.effects] };
}

/** A rollback is not judged: it goes to what was healthy. */
const immediate: RolloutPlan = {
  shadow: null,
  steps: [],
  bakeMs: 0,
  minRequests: 0,
  inconclusive: 'hold',
  keepLoaded: 0,
  readyWithinMs: null,
};

function begin(kind: Rollout['kind'], to: number | null, plan: RolloutPlan, reason: string): Rollout {
  const phase = to === null ? 'promoting' : 'loading';
  return { kind, to, plan, phase, step: 0, elapsedMs: 0, tickAt: null, replayed: false, reason };
}
