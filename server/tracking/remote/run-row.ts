import type { MetricValue, Run, RunColumn, RunRow } from '../../../schemas/protocol/tracking.ts';

/** One run as a row of the table. Attributes have MLflow's names (`attributes.start_time`). */
export function rowOf(run: Run, columns: RunColumn[]): RunRow {
  const metrics = new Map(run.metrics.map(({ key, value }) => [key, value]));
  return {
    info: run.info,
    cells: columns.map((column): string | MetricValue | null => {
      const dot = column.indexOf('.');
      const key = column.slice(dot + 1);
      switch (column.slice(0, dot)) {
        case 'params':
          return run.params[key] ?? null;
        case 'metrics':
          return metrics.get(key) ?? null;
        case 'tags':
          return run.tags[key] ?? null;
        default:
          return attributes[key]?.(run) ?? null;
      }
    }),
  };
}

const attributes: Record<string, (run: Run) => string | number | null> = {
  run_id: ({ info }) => info.runId,
  run_name: ({ info }) => info.runName,
  experiment_id: ({ info }) => info.experimentId,
  status: ({ info }) => info.status,
  start_time: ({ info }) => info.startTime,
  end_time: ({ info }) => info.endTime,
  artifact_uri: ({ info }) => info.artifactUri,
  user_id: ({ info }) => info.userId,
  lifecycle_stage: ({ info }) => info.lifecycleStage,
};
