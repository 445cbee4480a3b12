import type { AuditRequests } from '../../../schemas/protocol/audit.ts';
import type { AuditTrail } from '../../audit/audit-trail.ts';
import type { MethodsOf } from '../session.ts';

export function auditMethods(trail: AuditTrail): MethodsOf<AuditRequests> {
  return {
    'audit/list': async (request) => ({ entries: trail.log.list(request) }),
    'audit/verify': () => trail.verify(),
  };
}
