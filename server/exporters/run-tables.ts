import { encodeMetricValue, type RunColumn, type RunRow } from '../../schemas/protocol/tracking.ts';
import type { MetricPoint, Page, Tracker } from '../tracking/tracker.ts';
import type { Cell, ColumnType, TableColumn, TableSource } from './table-file.ts';

const runsPerPart = 1_000;
const pointsPerPart = 10_000;
const attributes: TableColumn[] = [
  { name: 'run_id', type: 'text' },
  { name: 'run_name', type: 'text' },
  { name: 'experiment_id', type: 'text' },
  { name: 'status', type: 'text' },
  { name: 'start_time', type: 'time' },
  { name: 'end_time', type: 'time' },
  { name: 'user_id', type: 'text' },
];

interface Request {
  tracker: Tracker;
  /** In the order of the rows. */
  runIds: string[];
  signal: AbortSignal;
  onProgress: (done: number) => void;
}

/** One row a run: its attributes, then `columns` (`params.x`, `metrics.x`, `tags.x`) as the runs table shows them. */
export function runsTable(
  { tracker, runIds, signal, onProgress }: Request,
  columns: RunColumn[],
): TableSource {
  const extra = columns.filter((column) => !column.startsWith('attributes.'));
  return {
    columns: [...attributes, ...extra.map((name) => ({ name, type: typeOf(name) }))],
    async *parts() {
      for (let start = 0; start < runIds.length; start += runsPerPart) {
        signal.throwIfAborted();
        const rows = await tracker.runRows(runIds.slice(start, start + runsPerPart), extra);
        yield rows.map((row) => [...attributeCells(row), ...row.cells]);
        onProgress(Math.min(start + runsPerPart, runIds.length));
      }
    },
  };
}

/** One row a logged point of the metrics `keys` (empty: of all). */
export function metricsTable({ tracker, runIds, signal, onProgress }: Request, keys: string[]): TableSource {
  const wanted = new Set(keys);
  return {
    columns: [
      { name: 'run_id', type: 'text' },
      { name: 'run_name', type: 'text' },
      { name: 'key', type: 'text' },
      { name: 'step', type: 'integer' },
      { name: 'timestamp', type: 'time' },
      { name: 'value', type: 'double' },
    ],
    async *parts() {
      for (const [done, runId] of runIds.entries()) {
        onProgress(done);
        const [run] = await tracker.getRuns([runId]);
        for (const { key } of run?.metrics ?? []) {
          if (wanted.size && !wanted.has(key)) continue;
          const lead = [runId, run?.info.runName ?? '', key];
          let pageToken: string | null = null;
          do {
            signal.throwIfAborted();
            const request = { maxResults: pointsPerPart, pageToken };
            const page: Page<MetricPoint> = await tracker.metricHistory(runId, key, request);
            yield page.items.map((point): Cell[] => [
              ...lead,
              point.step,
              point.timestamp,
              encodeMetricValue(point.value),
            ]);
            pageToken = page.nextPageToken;
          } while (pageToken !== null);
        }
      }
      onProgress(runIds.length);
    },
  };
}

function typeOf(column: RunColumn): ColumnType {
  return column.startsWith('metrics.') ? 'double' : 'text';
}

function attributeCells({ info }: RunRow): Cell[] {
  return [
    info.runId,
    info.runName,
    info.experimentId,
    info.status,
    info.startTime,
    info.endTime,
    info.userId,
  ];
}
