import type { AuditVerification } from '../../schemas/protocol/audit.ts';
import { detailsOf, type EntryRow, entryOf, hashOf, noHash } from './audit-entry.ts';

/** The head of the chain as it was kept outside the store. */
export interface AuditAnchor {
  sequence: number;
  hash: string;
  /** For a person: `the git tag slipway-audit/1f2e3d4c/12`. */
  where: string;
  /** Whether whoever owns this machine can change it. */
  onThisMachine: boolean;
}

/** Looks at every entry, in the order of their sequence, and at what was kept of the chain elsewhere. */
export function verifyChain(rows: readonly EntryRow[], anchors: readonly AuditAnchor[]): AuditVerification {
  const head = rows.at(-1)?.hash ?? null;
  const found = { entries: rows.length, head };
  const broken = firstBroken(rows);
  if (broken) return { ...found, verdict: 'broken', ...broken };
  const hashes = new Map(rows.map(({ sequence, hash }) => [sequence, hash]));
  const sorted = [...anchors].sort((a, b) => a.sequence - b.sequence);
  const lost = sorted.find(({ sequence, hash }) => hashes.get(sequence) !== hash);
  if (lost) {
    const what = hashes.has(lost.sequence) ? 'is another one in this log' : 'is no longer in this log';
    return {
      ...found,
      verdict: 'rewritten',
      reason: `Entry ${lost.sequence}, which ${lost.where} holds, ${what}: the log was rewritten or cut off after it was anchored.`,
      brokenAt: lost.sequence,
    };
  }
  if (rows.length === 0)
    return { ...found, verdict: 'empty', reason: 'The log has no entries.', brokenAt: null };
  const last = sorted.findLast(({ onThisMachine }) => !onThisMachine) ?? sorted.at(-1);
  if (!last)
    return {
      ...found,
      verdict: 'consistent-not-anchored',
      reason: `Consistent, not anchored: ${rows.length === 1 ? 'its one entry is whole' : `each of the ${rows.length} entries follows from the one before it`}, but nothing outside this machine holds the chain, so that whoever owns the machine could have rewritten all of it.`,
      brokenAt: null,
    };
  const later = rows.length - last.sequence;
  const isLocal = sorted.every(({ onThisMachine }) => onThisMachine);
  return {
    ...found,
    verdict: isLocal ? 'anchored-locally' : 'anchored',
    reason: `${isLocal ? 'Anchored locally, where whoever owns this machine could rewrite it' : 'Anchored'}: ${last.where} holds entry ${last.sequence}${later > 0 ? `; ${counted(later)} since then ${later === 1 ? 'is' : 'are'} not anchored yet` : ', the last one'}.`,
    brokenAt: null,
  };
}

function firstBroken(rows: readonly EntryRow[]): { brokenAt: number; reason: string } | null {
  let previous = noHash;
  for (const [index, row] of rows.entries()) {
    const expected = index + 1;
    const { sequence } = row;
    if (sequence !== expected)
      return { brokenAt: expected, reason: `Entry ${expected} is missing: after it comes ${sequence}.` };
    if (row.previous_hash !== previous)
      return { brokenAt: sequence, reason: `Entry ${sequence} does not follow from the one before it.` };
    if (detailsOf(row.details) === null || hashOf(withoutHash(row)) !== row.hash)
      return { brokenAt: sequence, reason: `Entry ${sequence} is not what it was when it was written.` };
    previous = row.hash;
  }
  return null;
}

function withoutHash(row: EntryRow) {
  const { hash: _, ...entry } = entryOf(row);
  return entry;
}

function counted(entries: number): string {
  return entries === 1 ? '1 entry' : `${entries} entries`;
}
