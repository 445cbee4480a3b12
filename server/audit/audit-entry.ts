import { createHash } from 'node:crypto';
import type { AuditChannel, AuditEntry } from '../../schemas/protocol/audit.ts';
import { canonicalJson } from './canonical-json.ts';

/** What the first entry has in place of the hash before it. */
export const noHash = '0'.repeat(64);

/** An entry as its row holds it. */
export interface EntryRow {
  sequence: number;
  at: number;
  actor: string;
  channel: string;
  action: string;
  subject: string;
  value_from: string | null;
  value_to: string | null;
  why: string;
  /** Canonical JSON. */
  details: string;
  previous_hash: string;
  hash: string;
}

/** SHA-256 over the canonical JSON of all of an entry but its own hash. */
export function hashOf(entry: Omit<AuditEntry, 'hash'>): string {
  return createHash('sha256').update(canonicalJson(entry)).digest('hex');
}

/** Its `details` are an empty object where its row holds none. */
export function entryOf(row: EntryRow): AuditEntry {
  return {
    sequence: row.sequence,
    at: row.at,
    actor: row.actor,
    channel: row.channel as AuditChannel,
    action: row.action,
    subject: row.subject,
    from: row.value_from,
    to: row.value_to,
    why: row.why,
    details: detailsOf(row.details) ?? {},
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

/** Null for a text that is no object in canonical JSON, which no entry was written with. */
export function detailsOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return canonicalJson(value) === text ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
