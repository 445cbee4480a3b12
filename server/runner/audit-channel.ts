import type { AuditChannel } from '../../schemas/protocol/audit.ts';
import type { Session } from './session.ts';

/** By which way the person at the other end of a connection acts. */
export function channelOf({ clientKind }: Pick<Session, 'clientKind'>): AuditChannel {
  switch (clientKind) {
    case 'editor':
    case 'lsp':
      return 'editor';
    case 'ci':
      return 'ci';
    default:
      return 'cli';
  }
}
