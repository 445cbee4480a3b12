import {
  type DatasetInput,
  encodeMetricValue,
  type LifecycleStage,
  type Run,
  type RunInfo,
  type RunStatus,
} from '../../../schemas/protocol/tracking.ts';
import type { Store } from '../../store/store.ts';
import { runArtifactUri } from './artifact-uri.ts';

export interface RunRow {
  pk: number;
  run_id: string;
  experiment_id: number;
  name: string;
  user_id: string;
  status: RunStatus;
  lifecycle_stage: LifecycleStage;
  start_time: number | null;
  end_time: number | null;
}

interface LatestRow {
  run: number;
  key: string;
  value: number;
  is_nan: number;
  step: number;
  timestamp: number;
}

interface InputRow {
  run: number;
  input: number;
  name: string;
  digest: string;
  source_type: string;
  source: string;
  schema: string | null;
  profile: string | null;
}

export function runInfo(row: RunRow): RunInfo {
  return {
    runId: row.run_id,
    runName: row.name,
    experimentId: String(row.experiment_id),
    status: row.status,
    startTime: row.start_time,
    endTime: row.end_time,
    lifecycleStage: row.lifecycle_stage,
    artifactUri: runArtifactUri(row.experiment_id, row.run_id),
    userId: row.user_id,
  };
}

/** Whole runs in the order of the rows: one query for each kind of data, however many runs. */
export function loadRuns(store: Store, rows: RunRow[]): Run[] {
  const runs = rows.map(
    (row): Run => ({ info: runInfo(row), params: {}, metrics: [], tags: {}, inputs: [] }),
  );
  const byPk = new Map(rows.map((row, index) => [row.pk, runs[index]]));
  const pks = JSON.stringify([...byPk.keys()]);
  for (const table of ['params', 'tags'] as const) {
    const pairs = store.all<{ run: number; key: string; value: string }>(
      `SELECT t.run, t.key, t.value FROM json_each(?) pks CROSS JOIN run_${table} t ON t.run = pks.value`,
      pks,
    );
    for (const { run, key, value } of pairs) setOwn(byPk.get(run)?.[table], key, value);
  }
  const latest = store.all<LatestRow>(
    `SELECT s.run, s.key, s.value, s.is_nan, s.step, s.timestamp
     FROM json_each(?) pks CROSS JOIN series s ON s.run = pks.value ORDER BY pks.key, s.key`,
    pks,
  );
  for (const { run, key, value, is_nan, timestamp, step } of latest)
    byPk.get(run)?.metrics.push({
      key,
      value: encodeMetricValue(is_nan === 1 ? Number.NaN : value),
      timestamp,
      step,
    });
  for (const [pk, input] of loadInputs(store, pks)) byPk.get(pk)?.inputs.push(input);
  return runs;
}

function loadInputs(store: Store, pks: string): [pk: number, input: DatasetInput][] {
  const inputs = store.all<InputRow>(
    `SELECT i.run, i.input, d.name, d.digest, d.source_type, d.source, d.schema, d.profile
     FROM run_inputs i JOIN datasets d ON d.dataset = i.dataset
     WHERE i.run IN (SELECT value FROM json_each(?)) ORDER BY i.input`,
    pks,
  );
  if (inputs.length === 0) return [];
  const tags = new Map(inputs.map((row) => [row.input, {} as Record<string, string>]));
  const pairs = store.all<{ input: number; key: string; value: string }>(
    'SELECT input, key, value FROM run_input_tags WHERE input IN (SELECT value FROM json_each(?))',
    JSON.stringify([...tags.keys()]),
  );
  for (const { input, key, value } of pairs) setOwn(tags.get(input), key, value);
  return inputs.map((row) => [
    row.run,
    {
      name: row.name,
      digest: row.digest,
      sourceType: row.source_type,
      source: row.source,
      schema: row.schema,
      profile: row.profile,
      tags: tags.get(row.input) ?? {},
    },
  ]);
}

/** A key may be any name, `__proto__` included, which an assignment would not store. */
function setOwn(target: Record<string, string> | undefined, key: string, value: string): void {
  if (target === undefined) return;
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}
