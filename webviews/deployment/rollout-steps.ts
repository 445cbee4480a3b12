import type { RolloutPhase, RolloutView } from '../../schemas/protocol/deployments.ts';

export interface RolloutStep {
  phase: RolloutPhase;
  /** Of a canary step, in per cent. */
  weight: number | null;
  standing: 'done' | 'under-way' | 'to-come';
  /** Null: it takes what it takes. */
  durationMs: number | null;
}

/** All that a rollout goes through, in order. A shadow is only told of while it goes on, for a rollout does not say whether it has one. */
export function rolloutSteps({ kind, phase, step, steps, durationMs }: RolloutView): RolloutStep[] {
  const canary = steps.map(({ weight, durationMs: ofStep }) => ({
    phase: 'canary' as const,
    weight,
    durationMs: ofStep,
  }));
  const plain = (name: RolloutPhase) => ({
    phase: name,
    weight: null,
    durationMs: name === phase && durationMs > 0 ? durationMs : null,
  });
  const all = [
    plain('loading'),
    plain('warming'),
    ...(phase === 'shadow' ? [plain('shadow')] : []),
    ...canary,
    plain('promoting'),
    ...(phase === 'submitted' ? [plain('submitted')] : []),
    ...(kind === 'deploy' ? [plain('baking')] : []),
  ];
  const at = all.findIndex((candidate, index) =>
    phase === 'canary'
      ? index === all.findIndex((one) => one.phase === 'canary') + step
      : candidate.phase === phase,
  );
  return all.map((one, index) => ({
    ...one,
    standing: index < at ? 'done' : index === at ? 'under-way' : 'to-come',
  }));
}
