import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 128 bits or more, in hex. */
export function newSecret(bytes = 32): string {
  return randomBytes(bytes).toString('hex');
}

export function proofOf(token: string, role: 'client' | 'runner', nonce: string): string {
  return createHmac('sha256', token).update(`${role}:${nonce}`).digest('hex');
}

/** In constant time. */
export function sameSecret(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}
