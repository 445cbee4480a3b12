import type { ModelFile } from '../../../schemas/manifests/model.ts';
import { parseDuration } from '../../core/quantities.ts';

/** What is done with a step that saw too few requests to be judged. */
export type Inconclusive = 'hold' | 'rollback' | 'replay';

export interface CanaryStep {
  /** Percentage of the traffic, above 0 and at most 100. */
  weight: number;
  durationMs: number;
}

/** How a revision goes live, step by step. What the manifest leaves out is not done. */
export interface RolloutPlan {
  shadow: { sample: number; durationMs: number; agreement: number } | null;
  steps: readonly CanaryStep[];
  /** With all traffic, before the release counts as done. */
  bakeMs: number;
  /** A step that saw fewer is inconclusive. */
  minRequests: number;
  inconclusive: Inconclusive;
  /** How many earlier revisions stay in memory. */
  keepLoaded: number;
  /** Loading, and then warming up, may take this long each; null: whoever serves says how long. */
  readyWithinMs: number | null;
}

const defaultAgreement = 1;
const defaultKeepLoaded = 1;
const defaultReadyWithinMs = 300_000;

/** Of `deploy` in a model manifest that its schema takes. */
export function planOf(deploy: NonNullable<ModelFile['deploy']>): RolloutPlan {
  const { shadow, canary, rollback } = deploy;
  return {
    shadow: shadow
      ? {
          sample: shadow.sample,
          durationMs: milliseconds(shadow.for),
          agreement: shadow.agreement ?? defaultAgreement,
        }
      : null,
    steps: (canary?.steps ?? []).map((step) => ({ weight: step.weight, durationMs: milliseconds(step.for) })),
    bakeMs: canary?.bake === undefined ? 0 : milliseconds(canary.bake),
    // A rule that saw no request says nothing.
    minRequests: canary?.min_requests ?? (rollback?.when === undefined ? 0 : 1),
    inconclusive: canary?.inconclusive ?? 'hold',
    keepLoaded: rollback?.keep_loaded ?? defaultKeepLoaded,
    readyWithinMs: readyWithinMs(deploy),
  };
}

export function readyWithinMs(deploy: ModelFile['deploy']): number {
  return deploy?.ready_within === undefined ? defaultReadyWithinMs : milliseconds(deploy.ready_within);
}

function milliseconds(duration: string): number {
  const parsed = parseDuration(duration);
  if (parsed === null) throw new Error(`${duration} is no duration, though the manifest's schema took it`);
  return parsed;
}
