import { dirname } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import type { LifecycleStage, RunStatus } from '../../schemas/protocol/tracking.ts';
import { UserError } from '../core/user-error.ts';
import { integerOrNull, type Json, textAt, textOrNull } from '../tracking/remote/wire.ts';
import type { MetricPoint, RunInput } from '../tracking/tracker.ts';
import type { ImportSource, Skip, SourceRun } from './import-source.ts';
import { artifactFolder, filesBelow } from './local-artifacts.ts';
import { fingerprintOf } from './stable-id.ts';

/** MLflow writes infinities as the greatest double. */
const greatest = 1.7976931348623157e308;
const statuses: readonly RunStatus[] = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'];

/**
 * The SQLite file of an MLflow server or client, opened for reading only. Which tables and columns there are is
 * asked of the file, so that databases of many versions of MLflow (from 1.0 on) are read.
 * Throws `UserError` where the file is no such database.
 */
export function mlflowDbSource(file: string): ImportSource {
  const database = openDatabase(file);
  const schema = new Schema(database);
  if (!schema.has('runs', 'run_uuid') || !schema.has('experiments', 'experiment_id')) {
    database.close();
    throw new UserError(
      'SLW-IMPORT-DB',
      `${file} is no MLflow database: it has no tables "runs" and "experiments".`,
      'Choose the SQLite file of --backend-store-uri, often mlflow.db.',
    );
  }
  return {
    count: async () => Number(database.prepare('SELECT count(*) AS n FROM runs').get()?.n ?? 0),
    close: async () => database.close(),
    async *runs({ skip, signal }) {
      const reader = new RunReader(database, schema);
      for (const row of database.prepare(reader.runsQuery).iterate()) {
        signal.throwIfAborted();
        try {
          yield reader.run(row, file, skip);
        } catch (error) {
          skip(
            `${file}: run ${String(row.run_uuid).slice(0, 80)}`,
            error instanceof Error ? error.message : String(error),
          );
        }
      }
    },
  };
}

function openDatabase(file: string): DatabaseSync {
  try {
    const database = new DatabaseSync(file, {
      readOnly: true,
      enableForeignKeyConstraints: false,
      timeout: 5_000,
    });
    // A file from elsewhere may hold views and triggers that call functions.
    database.exec('PRAGMA trusted_schema = OFF');
    database.prepare('SELECT name FROM sqlite_master LIMIT 1').get();
    return database;
  } catch (error) {
    throw new UserError(
      'SLW-IMPORT-DB',
      `${file} cannot be read as a SQLite database: ${error instanceof Error ? error.message : error}.`,
      'Choose the SQLite file of --backend-store-uri, often mlflow.db; stop the server where it is locked.',
    );
  }
}

class Schema {
  readonly #columns = new Map<string, Set<string>>();

  constructor(database: DatabaseSync) {
    const tables = [
      'experiments',
      'experiment_tags',
      'runs',
      'metrics',
      'params',
      'tags',
      'datasets',
      'inputs',
      'input_tags',
    ];
    for (const table of tables) {
      const rows = database.prepare(`PRAGMA table_info(${table})`).all();
      this.#columns.set(table, new Set(rows.map((row) => String(row.name))));
    }
  }

  has(table: string, column: string): boolean {
    return this.#columns.get(table)?.has(column) ?? false;
  }

  /** The column, or what stands for it in a database that is older than it. */
  or(table: string, column: string, instead: string): string {
    return this.has(table, column) ? `${table}.${column}` : `${instead} AS ${column}`;
  }
}

type Row = Record<string, SQLOutputValue>;

class RunReader {
  readonly runsQuery: string;
  readonly #database: DatabaseSync;
  readonly #schema: Schema;

  constructor(database: DatabaseSync, schema: Schema) {
    this.#database = database;
    this.#schema = schema;
    this.runsQuery = `
      SELECT runs.run_uuid, runs.name, runs.status, runs.start_time, runs.end_time, runs.user_id,
        ${schema.or('runs', 'lifecycle_stage', "'active'")}, runs.artifact_uri, runs.experiment_id,
        experiments.name AS experiment_name, experiments.lifecycle_stage AS experiment_stage
      FROM runs JOIN experiments ON experiments.experiment_id = runs.experiment_id
      ORDER BY runs.start_time, runs.run_uuid`;
  }

  run(row: Row, file: string, skip: Skip): SourceRun {
    const json = row as Json;
    const runId = textAt(json, 'run_uuid');
    const origin = `${file}#${runId}`;
    const params = this.#keyValues('SELECT key, value FROM params WHERE run_uuid = ?', runId);
    const tags = this.#keyValues('SELECT key, value FROM tags WHERE run_uuid = ?', runId);
    const inputs = this.#inputs(runId);
    const experimentStage = stageOf(json, 'experiment_stage');
    return {
      runId,
      origin,
      fingerprint: fingerprintOf([json, params, tags, inputs, this.#metricsExtent(runId)]),
      experiment: {
        name: textAt(json, 'experiment_name'),
        lifecycleStage: experimentStage,
        tags: this.#experimentTags(row.experiment_id ?? null),
      },
      runName: tags['mlflow.runName'] ?? textAt(json, 'name'),
      status: statuses.find((status) => status === textAt(json, 'status')) ?? 'RUNNING',
      startTime: integerOrNull(json, 'start_time') ?? 0,
      endTime: integerOrNull(json, 'end_time'),
      lifecycleStage: experimentStage === 'deleted' ? 'deleted' : stageOf(json, 'lifecycle_stage'),
      userId: textAt(json, 'user_id'),
      params,
      tags,
      inputs,
      metrics: () => this.#points(runId),
      artifacts: () => artifactsOf(textAt(json, 'artifact_uri'), runId, file, skip),
    };
  }

  *#points(runId: string): Iterable<MetricPoint[]> {
    const statement = this.#database.prepare(
      `SELECT key, value, timestamp, ${this.#schema.or('metrics', 'step', '0')},
         ${this.#schema.or('metrics', 'is_nan', '0')}
       FROM metrics WHERE run_uuid = ?`,
    );
    let points: MetricPoint[] = [];
    for (const row of statement.iterate(runId)) {
      points.push({
        key: String(row.key),
        value: row.is_nan ? Number.NaN : doubleOf(Number(row.value)),
        timestamp: Number(row.timestamp),
        step: Number(row.step),
      });
      if (points.length < 1_000) continue;
      yield points;
      points = [];
    }
    yield points;
  }

  #metricsExtent(runId: string): unknown {
    return this.#database
      .prepare('SELECT count(*) AS points, max(timestamp) AS latest FROM metrics WHERE run_uuid = ?')
      .get(runId);
  }

  #keyValues(sql: string, id: string | number | bigint): Record<string, string> {
    const rows = this.#database.prepare(sql).all(id);
    return Object.fromEntries(
      rows.map(({ key, value }) => [String(key), value === null ? '' : String(value)]),
    );
  }

  #experimentTags(experimentId: SQLOutputValue): Record<string, string> {
    if (!this.#schema.has('experiment_tags', 'key')) return {};
    if (typeof experimentId !== 'number' && typeof experimentId !== 'string') return {};
    return this.#keyValues(
      'SELECT key, value FROM experiment_tags WHERE experiment_id = ?',
      Number(experimentId),
    );
  }

  #inputs(runId: string): RunInput[] {
    if (!this.#schema.has('inputs', 'input_uuid') || !this.#schema.has('datasets', 'dataset_uuid')) return [];
    const rows = this.#database
      .prepare(
        `SELECT inputs.input_uuid, datasets.* FROM inputs JOIN datasets ON datasets.dataset_uuid = inputs.source_id
         WHERE inputs.source_type = 'DATASET' AND inputs.destination_type = 'RUN' AND inputs.destination_id = ?`,
      )
      .all(runId);
    return rows.map((row) => ({
      dataset: {
        name: textAt(row as Json, 'name'),
        digest: textAt(row as Json, 'digest'),
        sourceType: textAt(row as Json, 'dataset_source_type'),
        source: textAt(row as Json, 'dataset_source'),
        schema: textOrNull(row as Json, 'dataset_schema'),
        profile: textOrNull(row as Json, 'dataset_profile'),
      },
      tags: this.#keyValues(
        'SELECT name AS key, value FROM input_tags WHERE input_uuid = ?',
        String(row.input_uuid),
      ),
    }));
  }
}

async function* artifactsOf(uri: string, runId: string, file: string, skip: Skip) {
  if (uri === '') return;
  const origin = `${file}#${runId}`;
  const folder = await artifactFolder(uri, runId, dirname(file));
  if (folder !== null) yield* filesBelow(folder, origin, skip);
  // MLflow makes the folder with the first artifact: a local one that is not there has none.
  else if (/^[a-z][a-z0-9+.-]+:/i.test(uri) && !uri.startsWith('file:'))
    skip(origin, `its artifacts lie at ${uri.slice(0, 200)}, which cannot be read from here`);
}

function doubleOf(stored: number): number {
  if (stored >= greatest) return Number.POSITIVE_INFINITY;
  return stored <= -greatest ? Number.NEGATIVE_INFINITY : stored;
}

function stageOf(json: Json, column: string): LifecycleStage {
  return textAt(json, column) === 'deleted' ? 'deleted' : 'active';
}
