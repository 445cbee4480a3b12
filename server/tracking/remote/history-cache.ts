import type { MetricPoint, Page, PageRequest } from '../tracker.ts';

const pageSize = 5_000;
const capacityPoints = 4_000_000;

type Fetch = (
  runId: string,
  key: string,
  page: PageRequest,
  signal?: AbortSignal,
) => Promise<Page<MetricPoint>>;

interface History {
  runId: string;
  key: string;
  points: MetricPoint[];
  /** Points of the pages that are full, hence settled; the rest is asked for again. */
  settled: number;
  /** Token of the page after the settled ones. */
  tailToken: string | null;
}

/**
 * Metric histories as they grow: a refresh asks only for the last page again, for MLflow orders a history by
 * time and gives no cheaper way to ask what is new.
 */
export class HistoryCache {
  readonly #histories = new Map<string, History>();
  readonly #fetch: Fetch;
  #points = 0;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  has(runId: string, key: string): boolean {
    return this.#histories.has(name(runId, key));
  }

  /** The history without asking, or null. */
  known(runId: string, key: string): readonly MetricPoint[] | null {
    return this.#histories.get(name(runId, key))?.points ?? null;
  }

  /** Asks the server; `added` are the points that were not known. */
  async refresh(
    runId: string,
    key: string,
    signal?: AbortSignal,
  ): Promise<{ points: readonly MetricPoint[]; added: MetricPoint[] }> {
    const id = name(runId, key);
    const before = this.#histories.get(id);
    const settledPoints = before?.points.slice(0, before.settled) ?? [];
    const history: History = {
      runId,
      key,
      points: settledPoints,
      settled: settledPoints.length,
      tailToken: before?.tailToken ?? null,
    };
    for (;;) {
      const page = await this.#fetch(
        runId,
        key,
        { maxResults: pageSize, pageToken: history.tailToken },
        signal,
      );
      for (const point of page.items) history.points.push(point);
      if (page.nextPageToken === null) break;
      history.settled = history.points.length;
      history.tailToken = page.nextPageToken;
    }
    this.#keep(id, history);
    return { points: history.points, added: history.points.slice(before?.points.length ?? 0) };
  }

  #keep(id: string, history: History): void {
    this.#points += history.points.length - (this.#histories.get(id)?.points.length ?? 0);
    this.#histories.delete(id);
    this.#histories.set(id, history);
    for (const [oldest, { points }] of this.#histories) {
      if (this.#points <= capacityPoints || oldest === id) break;
      this.#points -= points.length;
      this.#histories.delete(oldest);
    }
  }
}

function name(runId: string, key: string): string {
  return `${runId}/${key}`;
}
