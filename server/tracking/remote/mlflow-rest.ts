import type {
  DatasetInput,
  Experiment,
  Run,
  RunInfo,
  RunQuery,
  ViewType,
} from '../../../schemas/protocol/tracking.ts';
import { encodeMetricValue } from '../../../schemas/protocol/tracking.ts';
import type { LogBatch, MetricPoint, Page, PageRequest, RunInput } from '../tracker.ts';
import { TrackingError } from '../tracker.ts';
import type { MlflowClient } from './mlflow-client.ts';
import {
  asObject,
  experimentOf,
  listAt,
  objectAt,
  pointOf,
  runInfoOf,
  runOf,
  textAt,
  textOrNull,
} from './wire.ts';

const root = '/api/2.0/mlflow';
const limits = { metrics: 1000, params: 100, tags: 100, all: 1000 };

/**
 * MLflow's tracking requests, one method each, nothing cached. A `signal` cancels; all reject with
 * `TrackingError`. Understood by servers of MLflow 2 and 3.
 */
export class MlflowRest {
  readonly #client: MlflowClient;

  constructor(client: MlflowClient) {
    this.#client = client;
  }

  async createExperiment(request: {
    name: string;
    artifactLocation: string | null;
    tags: Record<string, string>;
  }): Promise<string> {
    const answer = await this.#post(
      'experiments/create',
      {
        name: request.name,
        ...(request.artifactLocation === null ? {} : { artifact_location: request.artifactLocation }),
        tags: pairs(request.tags),
      },
      'once',
    );
    return textAt(asObject(answer), 'experiment_id');
  }

  async getExperiment(experimentId: string): Promise<Experiment> {
    const answer = await this.#get('experiments/get', { experiment_id: experimentId });
    return experimentOf(objectAt(answer, 'experiment'));
  }

  async getExperimentByName(name: string): Promise<Experiment | null> {
    try {
      const answer = await this.#get('experiments/get-by-name', { experiment_name: name });
      return experimentOf(objectAt(answer, 'experiment'));
    } catch (error) {
      if (error instanceof TrackingError && error.code === 'RESOURCE_DOES_NOT_EXIST') return null;
      throw error;
    }
  }

  async searchExperiments(
    request: PageRequest & { filter: string; orderBy: string[]; view: ViewType },
    signal?: AbortSignal,
  ): Promise<Page<Experiment>> {
    const answer = await this.#post(
      'experiments/search',
      { ...pageOf(request), filter: request.filter, order_by: request.orderBy, view_type: request.view },
      signal,
    );
    return { items: listAt(answer, 'experiments').map(experimentOf), nextPageToken: nextOf(answer) };
  }

  async updateExperiment(experimentId: string, newName: string): Promise<void> {
    await this.#post('experiments/update', { experiment_id: experimentId, new_name: newName });
  }

  async setExperimentTag(experimentId: string, key: string, value: string): Promise<void> {
    await this.#post('experiments/set-experiment-tag', { experiment_id: experimentId, key, value });
  }

  async deleteExperimentTag(experimentId: string, key: string): Promise<void> {
    await this.#post('experiments/delete-experiment-tag', { experiment_id: experimentId, key });
  }

  async deleteExperiment(experimentId: string): Promise<void> {
    await this.#post('experiments/delete', { experiment_id: experimentId }, 'once');
  }

  async restoreExperiment(experimentId: string): Promise<void> {
    await this.#post('experiments/restore', { experiment_id: experimentId }, 'once');
  }

  async createRun(request: {
    experimentId: string;
    startTime: number;
    userId: string;
    runName: string;
    tags: Record<string, string>;
  }): Promise<Run> {
    const answer = await this.#post(
      'runs/create',
      {
        experiment_id: request.experimentId,
        start_time: request.startTime,
        user_id: request.userId,
        ...(request.runName === '' ? {} : { run_name: request.runName }),
        tags: pairs(request.tags),
      },
      'once',
    );
    return runOf(objectAt(answer, 'run'));
  }

  async getRun(runId: string, signal?: AbortSignal): Promise<Run> {
    return runOf(objectAt(await this.#get('runs/get', { run_id: runId }, signal), 'run'));
  }

  async updateRun(
    runId: string,
    change: { status?: string; endTime?: number | null; runName?: string },
  ): Promise<RunInfo> {
    const answer = await this.#post('runs/update', {
      run_id: runId,
      ...(change.status === undefined ? {} : { status: change.status }),
      ...(change.endTime === undefined || change.endTime === null ? {} : { end_time: change.endTime }),
      ...(change.runName === undefined ? {} : { run_name: change.runName }),
    });
    return runInfoOf(objectAt(answer, 'run_info'));
  }

  async deleteRun(runId: string): Promise<void> {
    await this.#post('runs/delete', { run_id: runId });
  }

  async restoreRun(runId: string): Promise<void> {
    await this.#post('runs/restore', { run_id: runId });
  }

  /** Split where it exceeds MLflow's limits; each part is one transaction of the server. */
  async logBatch(runId: string, batch: LogBatch): Promise<void> {
    const rest = { metrics: [...batch.metrics], params: [...batch.params], tags: [...batch.tags] };
    do {
      const params = rest.params.splice(0, limits.params);
      const tags = rest.tags.splice(0, limits.tags);
      const metrics = rest.metrics.splice(0, limits.all - params.length - tags.length);
      await this.#post('runs/log-batch', {
        run_id: runId,
        params,
        tags,
        metrics: metrics.map((point) => ({ ...point, value: encodeMetricValue(point.value) })),
      });
    } while (rest.metrics.length || rest.params.length || rest.tags.length);
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    await this.#post('runs/delete-tag', { run_id: runId, key }, 'once');
  }

  async logInputs(runId: string, inputs: RunInput[]): Promise<void> {
    await this.#post('runs/log-inputs', {
      run_id: runId,
      datasets: inputs.map(({ dataset, tags }) => ({ tags: pairs(tags), dataset: datasetJson(dataset) })),
    });
  }

  async searchRuns(request: PageRequest & RunQuery, signal?: AbortSignal): Promise<Page<Run>> {
    const answer = await this.#post(
      'runs/search',
      {
        ...pageOf(request),
        experiment_ids: request.experimentIds,
        filter: request.filter,
        order_by: request.orderBy,
        run_view_type: request.view,
      },
      signal,
    );
    return { items: listAt(answer, 'runs').map(runOf), nextPageToken: nextOf(answer) };
  }

  /** Servers on a file store know no pages: the whole history comes as one. */
  async metricHistory(
    runId: string,
    key: string,
    page: PageRequest,
    signal?: AbortSignal,
  ): Promise<Page<MetricPoint>> {
    const whole = { run_id: runId, metric_key: key };
    const answer = await this.#get(
      'metrics/get-history',
      { ...whole, max_results: page.maxResults, page_token: page.pageToken ?? undefined },
      signal,
    ).catch((error: unknown) => {
      const unpaged =
        page.pageToken === null && error instanceof TrackingError && /pagination/i.test(error.message);
      if (!unpaged) throw error;
      return this.#get('metrics/get-history', whole, signal);
    });
    return {
      // The key is the one that was asked for; some servers leave it out.
      items: listAt(answer, 'metrics').map((point) => ({ ...pointOf(point), key })),
      nextPageToken: nextOf(answer),
    };
  }

  async listArtifacts(
    runId: string,
    path: string,
    pageToken: string | null,
    signal?: AbortSignal,
  ): Promise<{
    rootUri: string;
    files: { path: string; isDir: boolean; size: number | null }[];
    nextPageToken: string | null;
  }> {
    const answer = await this.#get(
      'artifacts/list',
      { run_id: runId, path: path || undefined, page_token: pageToken ?? undefined },
      signal,
    );
    return {
      rootUri: textAt(asObject(answer), 'root_uri'),
      files: listAt(answer, 'files').map((file) => ({
        path: textAt(file, 'path'),
        isDir: file.is_dir === true,
        size: file.is_dir === true || file.file_size === undefined ? null : Number(file.file_size),
      })),
      nextPageToken: nextOf(answer),
    };
  }

  #get(
    name: string,
    query: Record<string, string | number | undefined>,
    signal?: AbortSignal,
  ): Promise<unknown> {
    return this.#client.json({ method: 'GET', path: `${root}/${name}`, query, signal });
  }

  #post(name: string, json: unknown, how?: 'once' | AbortSignal): Promise<unknown> {
    return this.#client.json({
      method: 'POST',
      path: `${root}/${name}`,
      json,
      once: how === 'once',
      signal: how === 'once' ? undefined : how,
    });
  }
}

function pairs(values: Record<string, string>): { key: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

function datasetJson(dataset: Omit<DatasetInput, 'tags'>): unknown {
  return {
    name: dataset.name,
    digest: dataset.digest,
    source_type: dataset.sourceType,
    source: dataset.source,
    ...(dataset.schema === null ? {} : { schema: dataset.schema }),
    ...(dataset.profile === null ? {} : { profile: dataset.profile }),
  };
}

function pageOf(page: PageRequest): { max_results: number; page_token?: string } {
  return { max_results: page.maxResults, ...(page.pageToken === null ? {} : { page_token: page.pageToken }) };
}

function nextOf(answer: unknown): string | null {
  return textOrNull(asObject(answer), 'next_page_token');
}
