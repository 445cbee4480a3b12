import type { AuditLog } from '../audit/audit-log.ts';
import { EmbeddedRegistry } from '../registry/embedded/embedded-registry.ts';
import type { Store } from '../store/store.ts';

/** The registry of the folder, whose moves of aliases are in the audit log: gates take what an alias points to for the live version. */
export function auditedRegistry(store: Store, log: AuditLog): EmbeddedRegistry {
  return new EmbeddedRegistry(store, Date.now, ({ model, alias, from, to, by: { channel, why } }) =>
    log.append({ channel, action: 'alias.moved', subject: model, from, to, why, details: { alias } }),
  );
}
