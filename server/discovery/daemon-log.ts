/**
 * A line of the folder's `runner.log`, which is a daemon's stderr (spawn-detached.ts): what went wrong where nobody
 * waits for an answer. `where` names the part of the program and what it was working on.
 */
export function logError(where: string, error: unknown): void {
  console.error(new Date().toISOString(), where, error);
}
