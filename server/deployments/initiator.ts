import type { AuditChannel } from '../../schemas/protocol/audit.ts';

/** Who asked for a change, and by which way. */
export interface Initiator {
  /** `user@host` */
  actor: string;
  channel: AuditChannel;
}
