import type { AuditChannel, AuditEntry } from '../../schemas/protocol/audit.ts';
import type { Store } from '../store/store.ts';
import { type EntryRow, entryOf, hashOf, noHash } from './audit-entry.ts';
import { canonicalJson } from './canonical-json.ts';
import { localActor } from './local-actor.ts';

/** What is told of a change; who did it is the user of this machine, unless it says so. */
export interface AuditEvent {
  channel: AuditChannel;
  /** Dotted, like `deploy.done`. */
  action: string;
  /** A target's or a model's name. */
  subject: string;
  from: string | null;
  to: string | null;
  why: string;
  /** As JSON has it; what is not finite must be written as text. */
  details: Record<string, unknown>;
  actor?: string;
}

export interface AuditHead {
  sequence: number;
  hash: string;
}

/** The log of a folder's store: entries are added, and never changed or removed. */
export class AuditLog {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #listeners = new Set<(entry: AuditEntry) => void>();

  /** `now` in milliseconds since 1970. */
  constructor(store: Store, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
  }

  /** Calls it after each commit that added an entry. */
  onAppend(listener: (entry: AuditEntry) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Adds an entry. Within a transaction of the store it becomes part of that: the change and its entry are both on disk, or
   * neither is.
   * @throws UserError as `Store.transaction` does
   */
  append({ actor = localActor(), ...event }: AuditEvent): AuditEntry {
    return this.#store.transaction(() => {
      const head = this.head();
      const unsealed: Omit<AuditEntry, 'hash'> = {
        sequence: (head?.sequence ?? 0) + 1,
        at: this.#now(),
        actor,
        channel: event.channel,
        action: event.action,
        subject: event.subject,
        from: event.from,
        to: event.to,
        why: event.why,
        details: JSON.parse(canonicalJson(event.details)) as Record<string, unknown>,
        previousHash: head?.hash ?? noHash,
      };
      const entry: AuditEntry = { ...unsealed, hash: hashOf(unsealed) };
      this.#store.run(
        'INSERT INTO audit_entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        entry.sequence,
        entry.at,
        entry.actor,
        entry.channel,
        entry.action,
        entry.subject,
        entry.from,
        entry.to,
        entry.why,
        canonicalJson(entry.details),
        entry.previousHash,
        entry.hash,
      );
      this.#store.afterCommit(() => {
        for (const listener of this.#listeners) listener(entry);
      });
      return entry;
    });
  }

  /** The last entry; null where there is none. */
  head(): AuditHead | null {
    return (
      this.#store.read(() =>
        this.#store.get<AuditHead>('SELECT sequence, hash FROM audit_entries ORDER BY sequence DESC LIMIT 1'),
      ) ?? null
    );
  }

  /** The newest first; those before the sequence `before`, and of one subject where it is given. */
  list(request: { subject: string | null; before: number | null; limit: number }): AuditEntry[] {
    const { subject, before, limit } = request;
    return this.#store.read(() =>
      this.#store
        .all<EntryRow>(
          `SELECT * FROM audit_entries WHERE sequence < ? ${subject === null ? '' : 'AND subject = ?'}
           ORDER BY sequence DESC LIMIT ?`,
          before ?? Number.MAX_SAFE_INTEGER,
          ...(subject === null ? [] : [subject]),
          Math.max(1, Math.min(limit, 10_000)),
        )
        .map(entryOf),
    );
  }

  /** All of it as it stands, from the first on. */
  rows(): EntryRow[] {
    return this.#store.read(() => this.#store.all<EntryRow>('SELECT * FROM audit_entries ORDER BY sequence'));
  }
}
