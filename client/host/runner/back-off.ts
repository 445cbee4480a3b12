/** Milliseconds to wait before the n-th (from 0) attempt to reconnect: 0.2 s doubling to 30 s. */
export function backOffMs(attempt: number): number {
  return Math.min(30_000, 200 * 2 ** attempt);
}
