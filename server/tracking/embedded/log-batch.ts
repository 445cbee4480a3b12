import { runTags } from '../../../schemas/protocol/tracking.ts';
import type { Store } from '../../store/store.ts';
import { checkBatch, checkRunId, invalid } from '../limits.ts';
import type { LogBatch, MetricPoint } from '../tracker.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { RunRow } from './load-runs.ts';
import { keepBlocks, type PointRow } from './point-blocks.ts';
import type { Runs } from './runs.ts';

interface Latest {
  series: number;
  value: number;
  is_nan: number;
  step: number;
  timestamp: number;
  /** Points before this batch. */
  points: number;
  /** Points of this batch that were not there before. */
  added: PointRow[];
}

const largestDouble = Number.MAX_VALUE;

/** Writes metrics, params and tags of one run, in one transaction. */
export class BatchLog {
  readonly #store: Store;
  readonly #feed: ChangeFeed;
  readonly #runs: Runs;

  constructor(store: Store, feed: ChangeFeed, runs: Runs) {
    this.#store = store;
    this.#feed = feed;
    this.#runs = runs;
  }

  log(runId: string, request: LogBatch): void {
    checkRunId(runId);
    const batch = checkBatch(request);
    this.#store.transaction(() => {
      const run = this.#runs.activeRow(runId);
      this.#putParams(run, batch.params);
      const points = this.#insertPoints(run, batch.metrics);
      for (const { key, value } of batch.tags) {
        if (key === runTags.name) this.#runs.rename(run, value);
        else this.#runs.putTag(run, key, value);
      }
      const infoChanged = batch.params.length > 0 || batch.tags.length > 0;
      this.#feed.announce({
        ...(infoChanged ? { runs: [runId] } : {}),
        ...(points.length > 0 ? { points: { runId, points } } : {}),
      });
    });
  }

  #putParams(run: RunRow, params: LogBatch['params']): void {
    const clashes: string[] = [];
    for (const { key, value } of params) {
      const { changes } = this.#store.run(
        'INSERT OR IGNORE INTO run_params VALUES (?, ?, ?)',
        run.pk,
        key,
        value,
      );
      if (changes === 1) {
        this.#runs.noteKey(run, 'param', key);
        continue;
      }
      const old = this.#store.get<{ value: string }>(
        'SELECT value FROM run_params WHERE run = ? AND key = ?',
        run.pk,
        key,
      );
      if (old !== undefined && old.value !== value)
        clashes.push(`{'key': '${key}', 'old_value': '${old.value}', 'new_value': '${value}'}`);
    }
    if (clashes.length > 0)
      throw invalid(
        `Changing param values is not allowed. Params were already logged='[${clashes.join(', ')}]' for run ID='${run.run_id}'.`,
      );
  }

  /** Returns the points that were not there before. */
  #insertPoints(run: RunRow, metrics: MetricPoint[]): MetricPoint[] {
    const touched = new Map<string, Latest>();
    const insert = this.#store.statement('INSERT OR IGNORE INTO points VALUES (?, ?, ?, ?, ?)');
    const added: MetricPoint[] = [];
    for (const point of metrics) {
      const isNan = Number.isNaN(point.value) ? 1 : 0;
      const value = storedValue(point.value);
      let latest = touched.get(point.key);
      if (latest === undefined) {
        latest = this.#latest(run, point, value, isNan);
        touched.set(point.key, latest);
      }
      const { changes } = insert.run(latest.series, point.timestamp, point.step, value, isNan);
      if (changes === 0) continue;
      added.push(point);
      latest.added.push({ timestamp: point.timestamp, step: point.step, value, is_nan: isNan });
      if (isLater(point.step, point.timestamp, value, latest)) {
        latest.step = point.step;
        latest.timestamp = point.timestamp;
        latest.value = value;
        latest.is_nan = isNan;
      }
    }
    for (const [key, { series, value, is_nan, step, timestamp, points: before, added: fresh }] of touched) {
      if (fresh.length === 0) continue;
      this.#store.run(
        'UPDATE series SET value = ?, is_nan = ?, step = ?, timestamp = ?, points = points + ? WHERE run = ? AND key = ?',
        value,
        is_nan,
        step,
        timestamp,
        fresh.length,
        run.pk,
        key,
      );
      keepBlocks(this.#store, series, { before, added: fresh });
    }
    return added;
  }

  #latest(run: RunRow, first: MetricPoint, value: number, isNan: number): Latest {
    const known = this.#store.get<Omit<Latest, 'added'>>(
      'SELECT series, value, is_nan, step, timestamp, points FROM series WHERE run = ? AND key = ?',
      run.pk,
      first.key,
    );
    if (known !== undefined) return { ...known, added: [] };
    this.#runs.noteKey(run, 'metric', first.key);
    const { step, timestamp } = first;
    const row = this.#store.get<{ series: number }>(
      `INSERT INTO series (series, run, key, value, is_nan, step, timestamp, points)
       VALUES ((SELECT coalesce(max(series), 0) + 1 FROM series), ?, ?, ?, ?, ?, ?, 0) RETURNING series`,
      run.pk,
      first.key,
      value,
      isNan,
      step,
      timestamp,
    );
    if (row === undefined) throw new Error('an insert into series returned no row');
    return { series: row.series, value, is_nan: isNan, step, timestamp, points: 0, added: [] };
  }
}

/** As MLflow stores it: NaN as 0 beside a flag, an infinity as the greatest double of its sign. */
function storedValue(value: number): number {
  if (Number.isNaN(value)) return 0;
  if (value === Number.POSITIVE_INFINITY) return largestDouble;
  if (value === Number.NEGATIVE_INFINITY) return -largestDouble;
  return value;
}

/** MLflow's order of (step, timestamp, value); a NaN counts as its stored 0. */
function isLater(step: number, timestamp: number, value: number, latest: Latest): boolean {
  if (step !== latest.step) return step > latest.step;
  if (timestamp !== latest.timestamp) return timestamp > latest.timestamp;
  return value > latest.value;
}
