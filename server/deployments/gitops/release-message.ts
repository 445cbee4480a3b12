import type { Initiator } from '../initiator.ts';
import type { RevisionRecord } from '../target-table.ts';

/** Why the target changes, and for whom. */
export interface PointerChange {
  kind: 'deploy' | 'rollback';
  reason: string;
  by: Initiator;
}

/**
 * Message of a commit and of its tags: a line for people, then who, why and which files as trailers of git's.
 * @param revision null where the target goes offline
 * @param lines more trailers, such as approvals
 */
export function releaseMessage(
  target: string,
  revision: RevisionRecord | null,
  { kind, reason, by }: PointerChange,
  lines: readonly string[] = [],
): string {
  return [
    titleOf(target, revision, kind),
    '',
    `Why: ${oneLine(reason)}`,
    `By: ${oneLine(by.actor)} (${by.channel})`,
    ...(revision === null ? [] : trailersOf(revision)),
    ...lines,
    '',
  ].join('\n');
}

function titleOf(target: string, revision: RevisionRecord | null, kind: PointerChange['kind']): string {
  if (revision === null) return `Take ${target} offline`;
  const what = `${revision.model} ${revision.version} (revision ${revision.number})`;
  return kind === 'deploy' ? `Deploy ${what} to ${target}` : `Roll ${target} back to ${what}`;
}

function trailersOf({ number, digests, overridden, approval }: RevisionRecord): string[] {
  return [
    `Revision: ${number}`,
    modelTrailer(digests.model),
    `Manifest-Sha256: ${digests.manifest}`,
    ...(digests.data === null ? [] : [`Evaluation-Data-Sha256: ${digests.data}`]),
    ...(approval?.by ?? []).map(
      (name) => `Approved-by: ${oneLine(name)}${approval?.isSelfApproved ? ' (self-approved)' : ''}`,
    ),
    ...(overridden === null ? [] : [`Overridden: ${oneLine(overridden)}`]),
  ];
}

export function modelTrailer(digest: string): string {
  return `Model-Sha256: ${digest}`;
}

/** So that no text of a person's is read as another trailer. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
