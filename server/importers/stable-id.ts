import { createHash } from 'node:crypto';

/** A run id of MLflow's form that is always the same for the same origin. */
export function stableRunId(origin: string): string {
  return digestOf(origin).slice(0, 32);
}

/** Of anything that JSON can tell: equal content gives an equal digest. */
export function fingerprintOf(content: unknown): string {
  return digestOf(JSON.stringify(content)).slice(0, 32);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
