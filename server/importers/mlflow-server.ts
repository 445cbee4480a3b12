import type { Experiment, Run } from '../../schemas/protocol/tracking.ts';
import type { MlflowServer } from '../tracking/remote/mlflow-call.ts';
import { MlflowClient } from '../tracking/remote/mlflow-client.ts';
import { MlflowRest } from '../tracking/remote/mlflow-rest.ts';
import { RemoteArtifacts } from '../tracking/remote/remote-artifacts.ts';
import type { MetricPoint, Page } from '../tracking/tracker.ts';
import type { ImportSource, SourceArtifact, SourceRun } from './import-source.ts';
import { fingerprintOf } from './stable-id.ts';

const pageSize = 500;
const historyPageSize = 5_000;

/** All runs of an MLflow server, deleted ones too. Rejects with `TrackingError` where it does not answer. */
export function mlflowServerSource(server: MlflowServer, cacheFolder: string): ImportSource {
  const client = new MlflowClient(server);
  const rest = new MlflowRest(client);
  const artifacts = new RemoteArtifacts(client, cacheFolder);
  return {
    count: async () => null,
    close: async () => undefined,
    async *runs({ signal }) {
      for await (const experiment of experimentsOf(rest, signal)) {
        for await (const run of runsOf(rest, experiment.experimentId, signal))
          yield sourceRun({ run, experiment, server, rest, artifacts, signal });
      }
    },
  };
}

function sourceRun({
  run,
  experiment,
  server,
  rest,
  artifacts,
  signal,
}: {
  run: Run;
  experiment: Experiment;
  server: MlflowServer;
  rest: MlflowRest;
  artifacts: RemoteArtifacts;
  signal: AbortSignal;
}): SourceRun {
  const { info } = run;
  return {
    runId: info.runId,
    origin: `${server.uri}/#/experiments/${info.experimentId}/runs/${info.runId}`,
    fingerprint: fingerprintOf(run),
    experiment,
    runName: info.runName,
    status: info.status,
    startTime: info.startTime ?? 0,
    endTime: info.endTime,
    lifecycleStage: info.lifecycleStage,
    userId: info.userId,
    params: run.params,
    tags: run.tags,
    inputs: run.inputs.map(({ tags, ...dataset }) => ({ dataset, tags })),
    async *metrics() {
      for (const { key } of run.metrics) {
        let pageToken: string | null = null;
        do {
          const request = { maxResults: historyPageSize, pageToken };
          const page: Page<MetricPoint> = await rest.metricHistory(info.runId, key, request, signal);
          yield page.items;
          pageToken = page.nextPageToken;
        } while (pageToken !== null);
      }
    },
    artifacts: () => artifactsBelow(artifacts, info.runId, '', signal),
  };
}

async function* artifactsBelow(
  store: RemoteArtifacts,
  runId: string,
  folder: string,
  signal: AbortSignal,
): AsyncIterable<SourceArtifact> {
  for (const { path, isDir, size } of await store.list(runId, folder)) {
    if (isDir) yield* artifactsBelow(store, runId, path, signal);
    else yield { path, size, open: async () => (await store.open(runId, path, signal)).body };
  }
}

async function* experimentsOf(rest: MlflowRest, signal: AbortSignal): AsyncIterable<Experiment> {
  let pageToken: string | null = null;
  do {
    const request = { filter: '', orderBy: [], view: 'ALL' as const, maxResults: pageSize, pageToken };
    const page: Page<Experiment> = await rest.searchExperiments(request, signal);
    yield* page.items;
    pageToken = page.nextPageToken;
  } while (pageToken !== null);
}

async function* runsOf(rest: MlflowRest, experimentId: string, signal: AbortSignal): AsyncIterable<Run> {
  let pageToken: string | null = null;
  do {
    const page: Page<Run> = await rest.searchRuns(
      {
        experimentIds: [experimentId],
        filter: '',
        orderBy: [],
        view: 'ALL',
        maxResults: pageSize,
        pageToken,
      },
      signal,
    );
    yield* page.items;
    pageToken = page.nextPageToken;
  } while (pageToken !== null);
}
