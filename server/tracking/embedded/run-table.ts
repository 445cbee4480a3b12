import {
  encodeMetricValue,
  type LatestMetric,
  type RunColumn,
  type RunInfo,
  type RunRow as TableRow,
} from '../../../schemas/protocol/tracking.ts';
import type { Store } from '../../store/store.ts';
import { invalid } from '../limits.ts';
import { parseOrder } from '../search/parser.ts';
import { runVocabulary } from '../search/run-vocabulary.ts';
import { type RunRow, runInfo } from './load-runs.ts';

type Cell = string | LatestMetric['value'] | null;

interface Column {
  type: 'metric' | 'parameter' | 'tag' | 'attribute';
  key: string;
}

/** Rows of the table in the order asked, with only the asked columns; a run that is not there is left out. */
export function runRows(store: Store, runIds: string[], columns: RunColumn[]): TableRow[] {
  const wanted = columns.map(readColumn);
  const rows = store.all<RunRow>(
    'SELECT r.* FROM json_each(?) ids CROSS JOIN runs r ON r.run_id = ids.value ORDER BY ids.key',
    JSON.stringify(runIds),
  );
  const table = rows.map((row) => {
    const info = runInfo(row);
    const cells = wanted.map((column) =>
      column.type === 'attribute' ? attributeCell(info, column.key) : null,
    );
    return { info, cells };
  });
  const byPk = new Map(rows.map((row, index) => [row.pk, table[index]?.cells]));
  const pks = JSON.stringify([...byPk.keys()]);
  for (const type of ['metric', 'parameter', 'tag'] as const) {
    const places = placesOf(wanted, type);
    if (places.size === 0) continue;
    for (const { run, key, cell } of cellsOf(store, type, pks, [...places.keys()])) {
      const cells = byPk.get(run);
      for (const place of places.get(key) ?? []) if (cells !== undefined) cells[place] = cell;
    }
  }
  return table;
}

/** Names of what runs of these experiments (empty: all) have logged, sorted. */
export function runColumns(
  store: Store,
  experimentIds: string[],
): { params: string[]; metrics: string[]; tags: string[] } {
  const found = store.all<{ kind: string; key: string }>(
    `SELECT DISTINCT kind, key FROM logged_keys
     WHERE ? OR experiment_id IN (SELECT CAST(value AS INTEGER) FROM json_each(?)) ORDER BY key`,
    experimentIds.length === 0 ? 1 : 0,
    JSON.stringify(experimentIds),
  );
  const names = (kind: string) => found.filter((row) => row.kind === kind).map((row) => row.key);
  return { params: names('param'), metrics: names('metric'), tags: names('tag') };
}

function readColumn(column: RunColumn): Column {
  const dot = column.indexOf('.');
  const type = runVocabulary.prefixes[column.slice(0, Math.max(dot, 0))];
  if (type === undefined || type === 'dataset')
    throw invalid(
      `Invalid column '${column}'. Expected 'attributes.', 'metrics.', 'params.' or 'tags.' and a name.`,
    );
  const key = column.slice(dot + 1);
  if (type !== 'attribute') return { type, key };
  return { type, key: parseOrder(key).identifier.key };
}

function placesOf(columns: Column[], type: Column['type']): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, column] of columns.entries()) {
    if (column.type !== type) continue;
    places.set(column.key, [...(places.get(column.key) ?? []), index]);
  }
  return places;
}

function cellsOf(
  store: Store,
  type: 'metric' | 'parameter' | 'tag',
  pks: string,
  keys: string[],
): { run: number; key: string; cell: Cell }[] {
  const table = { metric: 'series', parameter: 'run_params', tag: 'run_tags' }[type];
  const value = type === 'metric' ? 't.value, t.is_nan' : 't.value, 0 AS is_nan';
  return store
    .all<{ run: number; key: string; value: string | number; is_nan: number }>(
      `SELECT t.run, t.key, ${value} FROM json_each(?) pks CROSS JOIN ${table} t ON t.run = pks.value
       WHERE t.key IN (SELECT value FROM json_each(?))`,
      pks,
      JSON.stringify(keys),
    )
    .map((row) => ({ run: row.run, key: row.key, cell: cellOf(row.value, row.is_nan) }));
}

function cellOf(value: string | number, isNan: number): Cell {
  if (typeof value === 'string') return value;
  return encodeMetricValue(isNan === 1 ? Number.NaN : value);
}

function attributeCell(info: RunInfo, key: string): Cell {
  const attributes: Record<string, Cell> = {
    run_id: info.runId,
    run_name: info.runName,
    experiment_id: info.experimentId,
    status: info.status,
    start_time: info.startTime,
    end_time: info.endTime,
    artifact_uri: info.artifactUri,
    user_id: info.userId,
    lifecycle_stage: info.lifecycleStage,
    duration: durationMs(info),
  };
  const cell = attributes[runVocabulary.attributeAliases[key] ?? key];
  if (cell === undefined) throw invalid(`Invalid column 'attributes.${key}'.`);
  return cell;
}

/** Nothing rather than negative where the clock was set back meanwhile. */
function durationMs({ startTime, endTime }: RunInfo): number | null {
  return endTime === null || startTime === null ? null : Math.max(0, endTime - startTime);
}
