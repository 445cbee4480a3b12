import { expect, it } from 'vitest';
import { missingPoints } from '../../../server/exporters/missing-points.ts';
import type { MetricPoint, Page, PageRequest } from '../../../server/tracking/tracker.ts';

const point = (step: number, value = step): MetricPoint => ({ key: 'm', value, timestamp: 100 + step, step });

/** A history in pages of three, whatever is asked for. */
function history(points: MetricPoint[]) {
  return async ({ pageToken }: PageRequest): Promise<Page<MetricPoint>> => {
    const start = Number(pageToken ?? 0);
    return {
      items: points.slice(start, start + 3),
      nextPageToken: start + 3 < points.length ? String(start + 3) : null,
    };
  };
}
async function missing(local: MetricPoint[], remote: MetricPoint[]): Promise<MetricPoint[]> {
  const points: MetricPoint[] = [];
  for await (const found of missingPoints(history(local), history(remote))) points.push(found);
  return points;
}

const all = Array.from({ length: 10 }, (_, step) => point(step));

it.each([
  ['everything to a server that has nothing', all, [], all],
  ['nothing to a server that has all', all, all, []],
  ['the rest after an interruption', all, all.slice(0, 7), all.slice(7)],
  ['what is missing between', all, all.filter(({ step }) => step !== 4), [point(4)]],
  ['nothing for what only the server has', [point(2)], all, []],
  ['a second value of one step', [point(1), point(1, 5)], [point(1)], [point(1, 5)]],
])('sends %s', async (_, local, remote, expected) => {
  expect(await missing(local, remote)).toEqual(expected);
});

it('knows NaN and infinities again, which a server stores as other numbers', async () => {
  const odd = [point(0, Number.NaN), point(1, Number.POSITIVE_INFINITY), point(2, Number.NEGATIVE_INFINITY)];
  const stored = [point(0, Number.NaN), point(1, Number.MAX_VALUE), point(2, -Number.MAX_VALUE)];
  expect(await missing(odd, stored)).toEqual([]);
});
