import type { AuditHead } from './audit-log.ts';
import { logName } from './log-name.ts';
import type { AuditAnchor } from './verify-chain.ts';

/** Of the trailer of a commit's message that holds the head of the chain. */
export const anchorKey = 'Slipway-Audit';

/** `Slipway-Audit: 1f2e3d4c/12 <hash>`. @param folder absolute, links resolved */
export function anchorTrailer(folder: string, { sequence, hash }: AuditHead): string {
  return `${anchorKey}: ${logName(folder)}/${sequence} ${hash}`;
}

/** What the value of such a trailer holds of this folder's log; null where it is of another's, or none. */
export function anchorIn(folder: string, value: string, where: string): AuditAnchor | null {
  const [, log, sequence, hash = ''] = /^([0-9a-f]{8})\/(\d{1,15}) ([0-9a-f]{64})$/.exec(value.trim()) ?? [];
  return log === logName(folder) ? { sequence: Number(sequence), hash, where, onThisMachine: false } : null;
}
