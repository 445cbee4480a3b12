import { formatDuration } from '../../core/quantities.ts';
import { type Decision, quiet } from './decision.ts';
import { givenUp } from './endings.ts';
import type { Observation } from './events.ts';
import { advance, effectsOf } from './phases.ts';
import type { Rollout, TargetState } from './target-state.ts';

/** A tick that comes later than this after the one before it: the machine slept, and what lies between does not count. */
const longestTickMs = 5_000;

/** Looks at the traffic of a phase that has some, and goes on, waits or goes back; one that only prepares may take too long. */
export function judge(state: TargetState, at: number, observation: Observation | null): Decision {
  const { rollout } = state;
  if (rollout?.phase === 'loading' || rollout?.phase === 'warming')
    return prepare(state, withTick(rollout, at));
  if (observation === null) return quiet(state);
  if (rollout?.phase !== 'shadow' && rollout?.phase !== 'canary' && rollout?.phase !== 'baking')
    return quiet(state);
  const ticked = withTick(rollout, at);
  const { enough, verdict } =
    ticked.phase === 'shadow' ? ofShadow(ticked, observation) : ofTraffic(ticked, observation);
  if (verdict !== null) return givenUp(state, ticked, verdict);
  if (ticked.elapsedMs < durationOf(ticked)) return waiting(state, ticked);
  return enough ? advance(state, ticked) : inconclusive(state, ticked, observation);
}

const doing = { loading: 'loading', warming: 'the warm-up' };

function prepare(state: TargetState, rollout: Rollout): Decision {
  const { phase, plan, elapsedMs } = rollout;
  if (plan.readyWithinMs === null || elapsedMs <= plan.readyWithinMs) return quiet({ ...state, rollout });
  const limit = formatDuration(plan.readyWithinMs);
  return givenUp(
    state,
    rollout,
    `${doing[phase as keyof typeof doing]} took more than ${limit} (deploy.ready_within)`,
  );
}

interface Judgement {
  /** There is enough to judge by. */
  enough: boolean;
  /** Why it must go back; null: it need not. */
  verdict: string | null;
}

function ofTraffic({ plan, ...rollout }: Rollout, { requests, goBack, why }: Observation): Judgement {
  const enough = requests >= plan.minRequests;
  if (!enough) return { enough, verdict: null };
  if (goBack === true) return { enough, verdict: why };
  const over = rollout.elapsedMs >= durationOf({ plan, ...rollout });
  if (goBack === null && over) return { enough, verdict: `${why}; what is unknown blocks` };
  return { enough, verdict: null };
}

function ofShadow(rollout: Rollout, { compared, agreed }: Observation): Judgement {
  const { plan } = rollout;
  const enough = compared > 0 && compared >= plan.minRequests;
  if (!enough || rollout.elapsedMs < durationOf(rollout)) return { enough, verdict: null };
  const asked = plan.shadow?.agreement ?? 1;
  const share = agreed / compared;
  if (share >= asked) return { enough, verdict: null };
  return { enough, verdict: `${agreed} of ${compared} shadowed answers agreed, fewer than ${asked * 100} %` };
}

function inconclusive(state: TargetState, rollout: Rollout, observation: Observation): Decision {
  const { plan, to, phase } = rollout;
  const seen = phase === 'shadow' ? observation.compared : observation.requests;
  const why = `${seen} requests, and ${plan.minRequests} are asked`;
  if (plan.inconclusive === 'rollback') return givenUp(state, rollout, `inconclusive: ${why}`);
  if (plan.inconclusive === 'hold' || rollout.replayed || to === null) return waiting(state, rollout);
  const replaying = waiting(state, { ...rollout, replayed: true });
  return {
    ...replaying,
    effects: [...replaying.effects, { type: 'replay', revision: to, requests: plan.minRequests - seen }],
    records: [
      { what: 'inconclusive', revision: to, from: state.live, why: `${why}: logged ones are replayed` },
    ],
  };
}

/** The lease of its traffic is renewed. */
function waiting(state: TargetState, rollout: Rollout): Decision {
  return { state: { ...state, rollout }, effects: effectsOf(rollout), records: [] };
}

function withTick(rollout: Rollout, at: number): Rollout {
  const since = rollout.tickAt === null ? 0 : at - rollout.tickAt;
  const counted = since > longestTickMs ? 0 : since;
  return { ...rollout, tickAt: at, elapsedMs: rollout.elapsedMs + counted };
}

function durationOf({ phase, plan, step }: Rollout): number {
  if (phase === 'shadow') return plan.shadow?.durationMs ?? 0;
  if (phase === 'baking') return plan.bakeMs;
  return plan.steps[step]?.durationMs ?? 0;
}
