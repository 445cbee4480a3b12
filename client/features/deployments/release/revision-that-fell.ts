import type { TargetView } from '../../../../schemas/protocol/deployments.ts';

/**
 * The revision whose rollout was under way and has ended since without it being kept; null where nothing fell. A rollback that a
 * person asked for is no fall.
 */
export function revisionThatFell(before: TargetView, now: TargetView): number | null {
  const { rollout } = before;
  if (rollout === null || rollout.kind !== 'deploy' || rollout.to === null) return null;
  const isStillGoing = now.rollout?.kind === 'deploy' && now.rollout.to === rollout.to;
  const revision = now.revisions.find(({ number }) => number === rollout.to);
  if (isStillGoing || revision === undefined || now.live === revision.number) return null;
  return revision.standing === 'failed' || revision.standing === 'bad' ? revision.number : null;
}
