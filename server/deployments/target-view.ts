import type { RequestView, RolloutView, TargetView } from '../../schemas/protocol/deployments.ts';
import type { TargetDeclaration } from '../manifests/workspace/workspace-manifest.ts';
import type { Place } from './place.ts';
import { lastHealthy, type Rollout, type TargetState } from './rollout/target-state.ts';
import type { RevisionRecord } from './target-table.ts';

/** A target as people see it. `declaration`: null where slipway.yaml names it no more. */
export function targetView(
  name: string,
  declaration: TargetDeclaration | null,
  place: Place,
  state: TargetState,
  records: readonly RevisionRecord[],
  request: RequestView | null,
): TargetView {
  const standings = new Map(state.revisions.map(({ number, standing }) => [number, standing]));
  return {
    name,
    kind: declaration?.place.kind ?? 'local',
    line: declaration?.line ?? null,
    ...place.view(state.live),
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
    request,
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
