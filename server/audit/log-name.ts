import { createHash } from 'node:crypto';
import { hostname } from 'node:os';

/**
 * Stands for the log of a folder on this machine, where heads of several are kept in one place: each clone has a log of its own.
 * @param folder absolute, links resolved
 */
export function logName(folder: string): string {
  return createHash('sha256').update(`${hostname()}\0${folder}`).digest('hex').slice(0, 8);
}
