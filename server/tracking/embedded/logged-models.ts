import { randomBytes } from 'node:crypto';
import type { LifecycleStage } from '../../../schemas/protocol/tracking.ts';
import type { Store } from '../../store/store.ts';
import type {
  LoggedModel,
  LoggedModelQuery,
  LoggedModelStatus,
  LoggedModels,
  ModelMetric,
} from '../logged-models.ts';
import type { RunModels } from '../mlflow-json.ts';
import { randomRunName } from '../random-run-name.ts';
import { type Page, TrackingError } from '../tracker.ts';
import { modelArtifactUri } from './artifact-uri.ts';
import type { Experiments } from './experiments.ts';
import type { LoggedModelRow } from './logged-model-row.ts';
import { searchLoggedModels } from './search-logged-models.ts';

interface MetricRow {
  key: string;
  value: number;
  is_nan: number;
  timestamp: number;
  step: number;
  run_id: string;
  dataset_name: string | null;
  dataset_digest: string | null;
}

type NewModel = Parameters<LoggedModels['create']>[0];

/** MLflow 3's logged models in the workspace's database. */
export class EmbeddedLoggedModels implements LoggedModels {
  readonly #store: Store;
  readonly #experiments: Experiments;
  readonly #now: () => number;

  constructor(store: Store, experiments: Experiments, now: () => number) {
    this.#store = store;
    this.#experiments = experiments;
    this.#now = now;
  }

  async create(request: NewModel): Promise<LoggedModel> {
    if (request.name !== '') checkName(request.name);
    return this.#store.transaction(() => {
      const experiment = this.#experiments.activeRow(request.experimentId);
      const modelId = `m-${randomBytes(16).toString('hex')}`;
      const now = this.#now();
      this.#store.run(
        `INSERT INTO logged_models (model_id, experiment_id, name, model_type, source_run_id, status,
           lifecycle_stage, creation_time, last_updated_time)
         VALUES (?, ?, ?, ?, ?, 'LOGGED_MODEL_PENDING', 'active', ?, ?)`,
        modelId,
        experiment.experiment_id,
        request.name || randomRunName(),
        request.modelType,
        request.sourceRunId,
        now,
        now,
      );
      this.#putParams(modelId, request.params);
      this.#putTags(modelId, request.tags);
      return this.#complete(this.#row(modelId, 'active'));
    });
  }

  async get(modelId: string, scope: 'active' | 'all'): Promise<LoggedModel> {
    return this.#store.read(() => this.#complete(this.#row(modelId, scope)));
  }

  async search(query: LoggedModelQuery): Promise<Page<LoggedModel>> {
    return this.#store.read(() => {
      const { items, nextPageToken } = searchLoggedModels(this.#store, query);
      return { items: items.map((row) => this.#complete(row)), nextPageToken };
    });
  }

  async finalize(modelId: string, status: LoggedModelStatus): Promise<LoggedModel> {
    return this.#store.transaction(() => {
      this.#row(modelId, 'active');
      this.#store.run(
        'UPDATE logged_models SET status = ?, last_updated_time = ? WHERE model_id = ?',
        status,
        this.#now(),
        modelId,
      );
      return this.#complete(this.#row(modelId, 'active'));
    });
  }

  async delete(modelId: string): Promise<void> {
    this.#store.transaction(() => {
      this.#row(modelId, 'active');
      this.#store.run(
        `UPDATE logged_models SET lifecycle_stage = 'deleted', last_updated_time = ? WHERE model_id = ?`,
        this.#now(),
        modelId,
      );
    });
  }

  async logParams(modelId: string, params: Record<string, string>): Promise<void> {
    this.#store.transaction(() => {
      this.#row(modelId, 'active');
      this.#putParams(modelId, params);
    });
  }

  async setTags(modelId: string, tags: Record<string, string>): Promise<LoggedModel> {
    return this.#store.transaction(() => {
      this.#row(modelId, 'active');
      this.#putTags(modelId, tags);
      return this.#complete(this.#row(modelId, 'active'));
    });
  }

  async deleteTag(modelId: string, key: string): Promise<void> {
    this.#store.transaction(() => {
      this.#row(modelId, 'active');
      const { changes } = this.#store.run(
        'DELETE FROM logged_model_tags WHERE model_id = ? AND key = ?',
        modelId,
        key,
      );
      if (changes === 0) {
        throw new TrackingError(
          'RESOURCE_DOES_NOT_EXIST',
          `No tag with key '${key}' found for model with ID '${modelId}'.`,
        );
      }
    });
  }

  async logMetrics(points: ModelMetric[]): Promise<void> {
    this.#store.transaction(() => {
      const known = new Set<string>();
      for (const point of points) {
        if (!known.has(point.modelId)) {
          this.#row(point.modelId, 'all');
          known.add(point.modelId);
        }
        const isNan = Number.isNaN(point.value);
        this.#store.run(
          `INSERT INTO logged_model_metrics (model_id, key, timestamp, step, run_id, value, is_nan,
             dataset_name, dataset_digest)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
          point.modelId,
          point.key,
          point.timestamp,
          point.step,
          point.runId,
          isNan ? 0 : point.value,
          isNan ? 1 : 0,
          point.datasetName,
          point.datasetDigest,
        );
      }
    });
  }

  async linkRun(runId: string, models: RunModels): Promise<void> {
    this.#store.transaction(() => {
      const link = (direction: 'input' | 'output', modelId: string, step: number) =>
        this.#store.run(
          'INSERT OR IGNORE INTO run_models VALUES (?, ?, ?, ?)',
          runId,
          direction,
          modelId,
          step,
        );
      for (const modelId of models.inputs) link('input', modelId, 0);
      for (const { modelId, step } of models.outputs) link('output', modelId, step);
    });
  }

  async runModels(runIds: string[]): Promise<Map<string, RunModels>> {
    return this.#store.read(() => {
      const found = new Map<string, RunModels>();
      for (const runId of runIds) {
        const rows = this.#store.all<{ direction: string; model_id: string; step: number }>(
          'SELECT direction, model_id, step FROM run_models WHERE run_id = ?',
          runId,
        );
        if (rows.length === 0) continue;
        found.set(runId, {
          inputs: rows.filter((row) => row.direction === 'input').map((row) => row.model_id),
          outputs: rows
            .filter((row) => row.direction === 'output')
            .map((row) => ({ modelId: row.model_id, step: row.step })),
        });
      }
      return found;
    });
  }

  /** Where the files of a run's own models lie, by the models' names; of those of one name the newest. */
  async artifactsOfRun(runId: string): Promise<Map<string, string>> {
    const rows = this.#store.all<Pick<LoggedModelRow, 'model_id' | 'experiment_id' | 'name'>>(
      `SELECT model_id, experiment_id, name FROM logged_models
       WHERE source_run_id = ? AND lifecycle_stage = 'active' ORDER BY creation_time`,
      runId,
    );
    return new Map(rows.map((row) => [row.name, modelArtifactUri(row.experiment_id, row.model_id)]));
  }

  /** @throws TrackingError RESOURCE_DOES_NOT_EXIST */
  #row(modelId: string, scope: 'active' | 'all'): LoggedModelRow {
    const row = this.#store.get<LoggedModelRow>('SELECT * FROM logged_models WHERE model_id = ?', modelId);
    if (row === undefined || (scope === 'active' && row.lifecycle_stage !== 'active')) {
      throw new TrackingError('RESOURCE_DOES_NOT_EXIST', `Logged model with ID '${modelId}' not found.`);
    }
    return row;
  }

  #complete(row: LoggedModelRow): LoggedModel {
    return {
      modelId: row.model_id,
      experimentId: String(row.experiment_id),
      name: row.name,
      artifactLocation: modelArtifactUri(row.experiment_id, row.model_id),
      creationTime: row.creation_time,
      lastUpdateTime: row.last_updated_time,
      status: row.status as LoggedModelStatus,
      lifecycleStage: row.lifecycle_stage as LifecycleStage,
      modelType: row.model_type ?? '',
      sourceRunId: row.source_run_id ?? '',
      tags: this.#keyValues('SELECT key, value FROM logged_model_tags WHERE model_id = ?', row.model_id),
      params: this.#keyValues('SELECT key, value FROM logged_model_params WHERE model_id = ?', row.model_id),
      metrics: this.#metrics(row.model_id),
    };
  }

  #metrics(modelId: string): ModelMetric[] {
    return this.#store
      .all<MetricRow>(
        'SELECT * FROM logged_model_metrics WHERE model_id = ? ORDER BY key, timestamp, step',
        modelId,
      )
      .map((row) => ({
        key: row.key,
        value: row.is_nan === 1 ? Number.NaN : row.value,
        timestamp: row.timestamp,
        step: row.step,
        modelId,
        runId: row.run_id,
        datasetName: row.dataset_name,
        datasetDigest: row.dataset_digest,
      }));
  }

  #keyValues(sql: string, modelId: string): Record<string, string> {
    const rows = this.#store.all<{ key: string; value: string }>(sql, modelId);
    return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  }

  /** In an open transaction, as the others below. A param is written once. */
  #putParams(modelId: string, params: Record<string, string>): void {
    for (const [key, value] of Object.entries(params)) {
      this.#store.run(
        'INSERT INTO logged_model_params VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        modelId,
        key,
        value,
      );
    }
  }

  #putTags(modelId: string, tags: Record<string, string>): void {
    for (const [key, value] of Object.entries(tags)) {
      this.#store.run(
        'INSERT INTO logged_model_tags VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
        modelId,
        key,
        value,
      );
    }
  }
}

function checkName(name: string): void {
  if (!/[/:.%"']/.test(name)) return;
  throw new TrackingError(
    'INVALID_PARAMETER_VALUE',
    `Invalid model name ('${name}') provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`,
  );
}
