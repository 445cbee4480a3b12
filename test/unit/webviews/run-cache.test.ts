import { describe, expect, it } from 'vitest';
import type { RunInfo, RunRow } from '../../../schemas/protocol/tracking.ts';
import { RunCache } from '../../../webviews/runs-table/run-cache.ts';

interface Request {
  ids: string[];
  columns: string[];
  signal: AbortSignal;
  answer(rows?: RunRow[]): Promise<void>;
}

const row = (id: string, columns: string[], value = 1): RunRow => ({
  info: { runId: id } as RunInfo,
  cells: columns.map(() => value),
});

function cacheWithRequests() {
  const requests: Request[] = [];
  const cache = new RunCache(
    (ids, columns, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
        requests.push({
          ids,
          columns,
          signal,
          answer: async (rows = ids.map((id) => row(id, columns))) => {
            resolve(rows);
            await new Promise(setImmediate);
          },
        });
      }),
    () => undefined,
    (error) => {
      throw error;
    },
  );
  return { cache, requests };
}

const want = (from: number, to: number, columns = ['metrics.a']) => {
  const near = Array.from({ length: to - from }, (_, index) => `r${from + index}`);
  return { near, around: near, columns, aroundColumns: columns };
};

describe('rows that are read as they come into sight', () => {
  it('are asked for once', async () => {
    const { cache, requests } = cacheWithRequests();
    cache.want(want(0, 3));
    await requests[0]?.answer();
    cache.want(want(0, 3));
    expect(requests.map(({ ids }) => ids)).toEqual([['r0', 'r1', 'r2']]);
    expect(cache.get('r1')?.cells.get('metrics.a')).toBe(1);
  });

  it('are asked for one window at a time, the next when the first is answered', async () => {
    const { cache, requests } = cacheWithRequests();
    cache.want(want(0, 3));
    cache.want(want(1, 4));
    expect(requests).toHaveLength(1);
    await requests[0]?.answer();
    expect(requests[1]?.ids).toEqual(['r3']);
  });

  it('are given up when they have scrolled away', () => {
    const { cache, requests } = cacheWithRequests();
    cache.want(want(0, 3));
    cache.want(want(50, 53));
    expect(requests[0]?.signal.aborted).toBe(true);
    expect(requests[1]?.ids).toEqual(['r50', 'r51', 'r52']);
  });

  it('are read again after a change, and shown until then', async () => {
    const { cache, requests } = cacheWithRequests();
    cache.want(want(0, 2));
    await requests[0]?.answer();
    cache.invalidate(['r1']);
    expect(requests[1]?.ids).toEqual(['r1']);
    expect(cache.get('r1')?.cells.get('metrics.a')).toBe(1);
    await requests[1]?.answer([row('r1', ['metrics.a'], 2)]);
    expect(cache.get('r1')?.cells.get('metrics.a')).toBe(2);
  });

  it('that are gone are not asked for for ever', async () => {
    const { cache, requests } = cacheWithRequests();
    cache.want(want(0, 2));
    await requests[0]?.answer([row('r0', ['metrics.a'])]);
    expect(requests).toHaveLength(1);
    expect(cache.get('r1')).toBeUndefined();
  });
});
