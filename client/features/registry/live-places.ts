import type { TargetView } from '../../../schemas/protocol/deployments.ts';

/** A version that answers at a target. */
export interface LivePlace {
  model: string;
  version: string;
  target: string;
  /** From 1 on, within the target. */
  revision: number;
  url: string | null;
}

/** What is live now, in the order of the targets. */
export function livePlaces(targets: readonly TargetView[]): LivePlace[] {
  return targets.flatMap(({ name, live, revisions, url }) => {
    const revision = live === null ? undefined : revisions.find(({ number }) => number === live);
    if (revision === undefined) return [];
    const { model, version, number } = revision;
    return [{ model, version, target: name, revision: number, url }];
  });
}
