import type { AuditEvent } from '../audit/audit-log.ts';
import type { Initiator } from './initiator.ts';
import type { RolloutRecord } from './rollout/events.ts';
import type { TargetState } from './rollout/target-state.ts';

const actions: Record<RolloutRecord['what'], string> = {
  'deploy-started': 'deploy.started',
  'phase-begun': 'rollout.phase',
  inconclusive: 'rollout.inconclusive',
  submitted: 'release.submitted',
  deployed: 'deploy.done',
  'deploy-aborted': 'deploy.aborted',
  'rollback-started': 'rollback.started',
  'rolled-back': 'rollback.done',
  'rollback-failed': 'rollback.failed',
  'changed-elsewhere': 'target.changed',
  refused: 'rollout.refused',
};

/** The entry of the audit log that tells of a record. */
export function auditEventOf(
  target: string,
  state: TargetState,
  { what, revision, from, why }: RolloutRecord,
  by: Initiator,
): AuditEvent {
  return {
    ...by,
    action: actions[what],
    subject: target,
    from: inWords(state, from),
    to: inWords(state, revision),
    why,
    details: { revision, from },
  };
}

/** `fraud:3 (revision 7)`; null for nothing. */
export function inWords({ revisions }: TargetState, number: number | null): string | null {
  const found = revisions.find((revision) => revision.number === number);
  return found ? `${found.model}:${found.version} (revision ${found.number})` : null;
}
