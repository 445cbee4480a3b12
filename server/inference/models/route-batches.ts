/** A replica as the routing sees it. Times are milliseconds. */
export interface Route {
  isIdle: boolean;
  /** What the next run is expected to take here. */
  runMs: number;
  /** Of what runs here now; null where nothing does. */
  running: { sinceMs: number; expectedMs: number } | null;
}

export type Routing =
  /** The batch at this place of the queue goes to this route now. */
  | { batch: number; route: number }
  /** Every batch is expected to finish first where another runs now. To be asked again by then at the latest. */
  | { waitMs: number };

/**
 * Gives the waiting batches, in their order, each to the replica where it is expected to finish first, and says which is to
 * start now. A run that takes longer than expected is expected to take as long again as it is late.
 * @param batches how many wait
 */
export function routeBatches(routes: readonly Route[], batches: number): Routing {
  const freeAt = routes.map(freeInMs);
  const firstFree = Math.min(...freeAt.filter((_, index) => !routes[index]?.isIdle));
  for (let batch = 0; batch < batches; batch++) {
    let best = -1;
    let finish = Number.POSITIVE_INFINITY;
    for (const [index, { runMs }] of routes.entries()) {
      const at = (freeAt[index] as number) + runMs;
      if (at < finish) [best, finish] = [index, at];
    }
    if (best === -1) break;
    if (routes[best]?.isIdle) return { batch, route: best };
    // A run takes some time, even where nothing is known of it.
    freeAt[best] = Math.max(finish, (freeAt[best] as number) + 0.001);
  }
  return { waitMs: firstFree };
}

function freeInMs({ isIdle, running }: Route): number {
  if (isIdle) return 0;
  // Loading or ended: nobody knows when.
  if (!running) return Number.POSITIVE_INFINITY;
  return Math.abs(running.expectedMs - running.sinceMs);
}
