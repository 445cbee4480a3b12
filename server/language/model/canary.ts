import { parseDuration } from '../../core/quantities.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { entryOf, itemsOf, numberOf, textOf, type WrittenNumber } from '../yaml/reading.ts';
import type { Placed } from '../yaml/yaml-document.ts';

/** A step of a canary rollout. */
export interface CanaryStep {
  at: Placed;
  /** Per cent of the traffic. */
  weight: WrittenNumber | null;
  durationMs: number | null;
}

export interface CanaryDeclaration {
  steps: readonly CanaryStep[];
  /** Fewer are inconclusive. */
  minRequests: WrittenNumber | null;
}

export function canaryOf({ yaml }: ManifestDocument): CanaryDeclaration {
  const canary = yaml.find(['deploy', 'canary']);
  const steps = itemsOf(yaml, entryOf(yaml, canary, 'steps')).map((at) => ({
    at,
    weight: numberOf(entryOf(yaml, at, 'weight')),
    durationMs: parseDuration(textOf(entryOf(yaml, at, 'for'))?.text ?? ''),
  }));
  return { steps, minRequests: numberOf(entryOf(yaml, canary, 'min_requests')) };
}
