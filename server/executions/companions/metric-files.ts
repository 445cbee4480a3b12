import { dirname, join, resolve } from 'node:path';
import { decodeMetricValue } from '../../../schemas/protocol/tracking.ts';
import { logError } from '../../discovery/daemon-log.ts';
import type { LastPoints, MetricFileChange } from '../../jobs/metric-file.ts';
import { watchMetricFiles } from '../../jobs/metric-files.ts';
import type { MetricsFile } from '../../jobs/metrics-reader.ts';
import { addWarning } from '../../tracking/add-warning.ts';
import type { Tracker } from '../../tracking/tracker.ts';
import type { Companion, LiveExecution } from '../companion.ts';

/** MLflow's limits of one batch. */
const mostMetrics = 1_000;
const mostParams = 100;

/** Metrics of scripts without mlflow: what DVCLive writes, and the files that the start or the stage named. */
export function metricFilesCompanion(tracker: Tracker): Companion {
  return {
    name: 'metric files',
    attach(execution) {
      const dvclive = join(execution.cwd, 'dvclive');
      const watching = lastPoints(tracker, execution).then((last) =>
        watchMetricFiles({
          dvcliveFolders: [dvclive],
          // DVCLive's own are read as such.
          files: declaredFiles(execution).filter(({ path }) => dirname(path) !== dvclive),
          startedAt: execution.startedAt,
          last,
          onChange: (change) => record(tracker, execution.runId, change),
        }),
      );
      watching.catch(() => {});
      return { finish: async () => (await watching).finish() };
    },
  };
}

function declaredFiles({ cwd, facts }: LiveExecution): MetricsFile[] {
  return [
    ...facts.metricFiles.map((file) => ({ path: resolve(cwd, file), prefix: '' })),
    ...(facts.stage?.metrics ?? []),
  ];
}

/** A runner that finds the execution alive goes on from what the run has. */
async function lastPoints(tracker: Tracker, { runId, resumed }: LiveExecution): Promise<LastPoints> {
  if (!resumed) return new Map();
  const { metrics } = await tracker.getRun(runId);
  return new Map(metrics.map(({ key, step, value }) => [key, { step, value: decodeMetricValue(value) }]));
}

async function record(
  tracker: Tracker,
  runId: string,
  { metrics, params, problem }: MetricFileChange,
): Promise<void> {
  try {
    const pairs = Object.entries(params).map(([key, value]) => ({ key, value }));
    for (let start = 0; start < metrics.length; start += mostMetrics)
      await tracker.logBatch(runId, {
        metrics: metrics.slice(start, start + mostMetrics),
        params: [],
        tags: [],
      });
    for (let start = 0; start < pairs.length; start += mostParams)
      await tracker.logBatch(runId, {
        metrics: [],
        params: pairs.slice(start, start + mostParams),
        tags: [],
      });
    if (problem) await addWarning(tracker, runId, problem);
  } catch (error) {
    logError(`metric files of run ${runId}`, error);
  }
}
