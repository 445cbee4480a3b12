import type { RequestView, RolloutView, TargetView } from '../../schemas/protocol/deployments.ts';
import type { Place } from './place.ts';
import { lastHealthy, type Rollout, type TargetState } from './rollout/target-state.ts';
import type { RevisionRecord } from './target-table.ts';

export interface SeenTarget {
  name: string;
  /** Where slipway.yaml declares it, from 1; null where it names it no more. */
  line: number | null;
  /** Why it cannot be used as slipway.yaml declares it; null: it can. */
  refusal: string | null;
  kind: TargetView['kind'];
  place: Place;
  state: TargetState;
  records: readonly RevisionRecord[];
  requests: RequestView[];
  alert: TargetView['alert'];
}

/** A target as people see it. */
export function targetView({ place, state, records, refusal, ...seen }: SeenTarget): TargetView {
  const { problem, ...view } = place.view(state.live);
  const standings = new Map(state.revisions.map(({ number, standing }) => [number, standing]));
  return {
    ...seen,
    ...view,
    problem: problem ?? refusal,
    rollbackDelay: place.rollbackDelay,
    live: state.live,
    rollback: state.live === null ? null : { to: lastHealthy(state)?.number ?? null },
    revisions: records.map(
      ({ number, model, version, createdAt, actor, channel, reason, overridden, approval, digests }) => ({
        number,
        model,
        version,
        standing: standings.get(number) ?? 'candidate',
        createdAt,
        actor,
        channel,
        reason,
        overridden,
        approval: approval && { by: approval.by, isSelfApproved: approval.isSelfApproved },
        digests,
      }),
    ),
    rollout: state.rollout && rolloutView(state.rollout),
  };
}

function rolloutView({ kind, to, phase, step, plan, elapsedMs, reason, waitsFor }: Rollout): RolloutView {
  const durations: Partial<Record<Rollout['phase'], number>> = {
    shadow: plan.shadow?.durationMs ?? 0,
    canary: plan.steps[step]?.durationMs ?? 0,
    baking: plan.bakeMs,
  };
  return {
    kind,
    to,
    phase,
    step,
    steps: plan.steps.map(({ weight, durationMs }) => ({ weight, durationMs })),
    elapsedMs,
    durationMs: durations[phase] ?? 0,
    reason,
    waitsFor: waitsFor ?? null,
  };
}
