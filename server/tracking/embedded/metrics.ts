import { encodeFloat64 } from '../../../schemas/protocol/arrays.ts';
import type { MetricSeries, SeriesId } from '../../../schemas/protocol/tracking.ts';
import { bucketCount, decimate } from '../../core/decimate.ts';
import type { Store } from '../../store/store.ts';
import { pageOffset, pageToken } from '../page-token.ts';
import type { MetricPoint, Page, PageRequest } from '../tracker.ts';
import { comparePoints, type PointRow } from './point-blocks.ts';
import { reduceByBlocks, type SeriesRange, timesOf } from './reduce-series.ts';

/** Above this many points they are reduced inside SQLite, which is some five times faster than reading all. */
const readWhole = 20_000;

const points = 'SELECT timestamp, step, value, is_nan FROM points WHERE series = ?';
const between = ' AND timestamp BETWEEN ? AND ?';

/** Values in MLflow's order of a history: by timestamp, step, value. */
export function metricHistory(
  store: Store,
  runId: string,
  key: string,
  page: PageRequest,
): Page<MetricPoint> {
  const offset = pageOffset(page.pageToken);
  const found = findSeries(store, { runId, key });
  if (found === null) return { items: [], nextPageToken: null };
  const rows = store.all<PointRow>(
    `${points} ORDER BY timestamp, step, value LIMIT ? OFFSET ?`,
    found.series,
    page.maxResults + 1,
    offset,
  );
  return {
    items: rows.slice(0, page.maxResults).map((row) => ({
      key,
      value: pointValue(row),
      timestamp: row.timestamp,
      step: row.step,
    })),
    nextPageToken: rows.length > page.maxResults ? pageToken(offset + page.maxResults) : null,
  };
}

export function metricSeries(
  store: Store,
  id: SeriesId,
  maxPoints: number,
  range: SeriesRange | undefined,
): MetricSeries {
  const found = findSeries(store, id);
  if (found === null) return packed(id, [], 0);
  const { series } = found;
  if (found.points > Math.max(readWhole, maxPoints)) {
    const reduced = reduceByBlocks(store, series, range, maxPoints);
    if (reduced !== null) return packed(id, reduced.rows, reduced.total);
  }
  const times = timesOf(store, series, range);
  const within = range?.axis === 'step' ? ' AND step BETWEEN ? AND ?' : '';
  const bounds = range?.axis === 'step' ? [range.min, range.max] : [];
  const total =
    range === undefined
      ? found.points
      : (store.get<{ total: number }>(
          `SELECT count(*) AS total FROM points WHERE series = ?${between}${within}`,
          series,
          times.min,
          times.max,
          ...bounds,
        )?.total ?? 0);
  if (total > Math.max(readWhole, maxPoints)) {
    const reduced = reduceInside(store, series, { times, within, bounds, total }, maxPoints);
    if (reduced !== null) return packed(id, reduced, total);
  }
  const rows = store.all<PointRow>(
    `${points}${between}${within} ORDER BY timestamp, step, value`,
    series,
    times.min,
    times.max,
    ...bounds,
  );
  const kept = decimate(Float64Array.from(rows, pointValue), maxPoints);
  return packed(
    id,
    Array.from(kept, (index) => rows[index] as PointRow),
    total,
  );
}

/** What of a series is asked for: timestamps, a further piece of SQL, its parameters, and how many points that is. */
interface Extent {
  times: { min: number; max: number };
  within: string;
  bounds: number[];
  total: number;
}

/**
 * As `decimate`, with buckets that end where a timestamp does, so that the index finds them; null where so
 * many points share their timestamps that such buckets would be too coarse.
 */
function reduceInside(
  store: Store,
  series: number,
  { times, within, bounds, total }: Extent,
  maxPoints: number,
): PointRow[] | null {
  const order = 'ORDER BY timestamp, step, value';
  const first = store.get<PointRow>(
    `${points}${between}${within} ${order} LIMIT 1`,
    series,
    times.min,
    times.max,
    ...bounds,
  );
  const last = store.get<PointRow>(
    `${points}${between}${within} ORDER BY timestamp DESC, step DESC, value DESC LIMIT 1`,
    series,
    times.min,
    times.max,
    ...bounds,
  );
  if (first === undefined || last === undefined) return null;
  const buckets = bucketCount(maxPoints);
  const starts = [first.timestamp];
  const walk = store.statement(`${points}${between}${within} ${order} LIMIT 1 OFFSET ?`);
  for (let at = first.timestamp; starts.length < buckets; ) {
    const next = walk.get(series, at, last.timestamp, ...bounds, Math.ceil(total / buckets)) as
      | PointRow
      | undefined;
    if (next === undefined) break;
    if (next.timestamp === at) return null;
    at = next.timestamp;
    starts.push(at);
  }
  const extreme = (which: 'min' | 'max') =>
    store.statement(`SELECT timestamp, step, ${which}(value) AS value, 0 AS is_nan FROM points
      WHERE series = ? AND timestamp >= ? AND timestamp < ?${within} AND is_nan = 0`);
  const [least, greatest] = [extreme('min'), extreme('max')];
  const kept = [first];
  for (const [index, start] of starts.entries()) {
    const place = [series, start, starts[index + 1] ?? last.timestamp + 1, ...bounds];
    const pair = [least.get(...place), greatest.get(...place)] as unknown as PointRow[];
    for (const row of pair.filter((found) => found.value !== null).sort(comparePoints)) push(kept, row);
  }
  push(kept, last);
  return kept;
}

function push(kept: PointRow[], row: PointRow): void {
  const last = kept.at(-1);
  if (last === undefined || comparePoints(row, last) > 0) kept.push(row);
}

function findSeries(store: Store, { runId, key }: SeriesId): { series: number; points: number } | null {
  const row = store.get<{ series: number; points: number }>(
    'SELECT s.series, s.points FROM series s JOIN runs r ON r.pk = s.run WHERE r.run_id = ? AND s.key = ?',
    runId,
    key,
  );
  return row ?? null;
}

function pointValue(row: PointRow): number {
  return row.is_nan === 1 ? Number.NaN : row.value;
}

function packed(id: SeriesId, rows: PointRow[], total: number): MetricSeries {
  return {
    ...id,
    steps: encodeFloat64(Float64Array.from(rows, (row) => row.step)),
    timestamps: encodeFloat64(Float64Array.from(rows, (row) => row.timestamp)),
    values: encodeFloat64(Float64Array.from(rows, pointValue)),
    total,
    decimated: rows.length < total,
  };
}
