import type { MetricPoint, Page, PageRequest } from '../tracking/tracker.ts';

const pageSize = 5_000;

type History = (page: PageRequest) => Promise<Page<MetricPoint>>;

/**
 * Points of `local` that `remote` lacks, by walking both at once: MLflow orders a history by (timestamp, step, value).
 * Nothing is kept in memory but a page of each. A server of another order only makes some points come out that it
 * has already, and it drops exact duplicates.
 */
export async function* missingPoints(local: History, remote: History): AsyncIterable<MetricPoint> {
  const theirs = points(remote)[Symbol.asyncIterator]();
  let their = await theirs.next();
  for await (const ours of points(local)) {
    while (!their.done && compare(their.value, ours) < 0) their = await theirs.next();
    if (their.done || compare(their.value, ours) !== 0) yield ours;
  }
}

async function* points(history: History): AsyncIterable<MetricPoint> {
  let pageToken: string | null = null;
  do {
    const page: Page<MetricPoint> = await history({ maxResults: pageSize, pageToken });
    yield* page.items;
    pageToken = page.nextPageToken;
  } while (pageToken !== null);
}

function compare(a: MetricPoint, b: MetricPoint): number {
  return a.timestamp - b.timestamp || a.step - b.step || order(a.value) - order(b.value);
}

/** As a server's database sorts it: NaN is stored as zero, infinities as the greatest double. */
function order(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}
