import { listed, type MetricJson, metricJson } from '../../tracking/mlflow-json.ts';
import type { MetricPoint, Tracker } from '../../tracking/tracker.ts';
import { invalidParameter } from '../errors.ts';
import {
  missing,
  optionalInteger,
  optionalString,
  requiredRunId,
  requiredString,
  stringArray,
} from '../fields.ts';
import { json, type Route } from '../route.ts';

const mostPoints = 25_000;
const mostRunsOfBulk = 100;
const mostRunsOfInterval = 100;
const mostPointsOfRun = 2500;

type PointOfRun = MetricJson & { run_id: string };

export const metricRoutes: Route[] = [
  json('GET', 'api/2.0/mlflow/metrics/get-history', async ({ tracker }, { fields }) => {
    const runId = requiredRunId(fields);
    const key = requiredString(fields, 'metric_key');
    const asked = optionalInteger(fields, 'max_results');
    if (asked !== null && asked <= 0) {
      throw invalidParameter(
        `Invalid value ${asked} for parameter 'max_results' supplied. It must be a positive integer.`,
      );
    }
    const pageToken = optionalString(fields, 'page_token') || null;
    const page =
      asked === null
        ? { items: await wholeHistory(tracker, runId, key, pageToken), nextPageToken: null }
        : await tracker.metricHistory(runId, key, { maxResults: asked, pageToken });
    return {
      ...listed(
        'metrics',
        page.items.map((point) => metricJson(point.key, point.value, point.timestamp, point.step)),
      ),
      ...(page.nextPageToken === null ? {} : { next_page_token: page.nextPageToken }),
    };
  }),
  json('GET', 'api/2.0/mlflow/metrics/get-history-bulk', async ({ tracker }, { fields, query }) => {
    const runIds = query.getAll('run_id');
    if (runIds.length === 0) {
      throw invalidParameter('GetMetricHistoryBulk request must specify at least one run_id.');
    }
    if (runIds.length > mostRunsOfBulk) {
      throw invalidParameter(
        `GetMetricHistoryBulk request cannot specify more than ${mostRunsOfBulk} run_ids. Received ${runIds.length} run_ids.`,
      );
    }
    const key = optionalString(fields, 'metric_key');
    if (key === null) throw invalidParameter('GetMetricHistoryBulk request must specify a metric_key.');
    const limit = Math.min(optionalInteger(fields, 'max_results') ?? mostPoints, mostPoints);
    const metrics: PointOfRun[] = [];
    for (const runId of runIds.toSorted()) {
      if (metrics.length >= limit) break;
      const page = await tracker.metricHistory(runId, key, {
        maxResults: limit - metrics.length,
        pageToken: null,
      });
      for (const point of page.items) metrics.push(pointOfRun(runId, point));
    }
    return { metrics };
  }),
  json('GET', 'api/2.0/mlflow/metrics/get-history-bulk-interval', async ({ tracker }, { fields }) => {
    const runIds = stringArray(fields, 'run_ids');
    if (runIds.length === 0) throw missing('run_ids');
    if (runIds.length > mostRunsOfInterval) {
      throw invalidParameter(
        `GetMetricHistoryBulkInterval request must specify at most ${mostRunsOfInterval} run_ids. Received ${runIds.length} run_ids.`,
      );
    }
    const key = requiredString(fields, 'metric_key');
    const maxResults = optionalInteger(fields, 'max_results') ?? mostPointsOfRun;
    if (maxResults < 1 || maxResults > mostPointsOfRun) {
      throw invalidParameter(`max_results must be between 1 and ${mostPointsOfRun}.`);
    }
    const start = optionalInteger(fields, 'start_step');
    const end = optionalInteger(fields, 'end_step');
    if ((start === null) !== (end === null)) {
      throw invalidParameter('If either start step or end step are specified, both must be specified.');
    }
    if (start !== null && end !== null && start > end) {
      throw invalidParameter(
        `end_step must be greater than start_step. Found start_step=${start} and end_step=${end}.`,
      );
    }
    const metrics: PointOfRun[] = [];
    for (const runId of runIds) {
      const history = (await wholeHistory(tracker, runId, key, null)).filter(
        ({ step }) => step >= (start ?? -Infinity) && step <= (end ?? Infinity),
      );
      history.sort((a, b) => a.step - b.step || a.timestamp - b.timestamp);
      for (const point of sampled(history, maxResults)) metrics.push(pointOfRun(runId, point));
    }
    return { ...listed('metrics', metrics) };
  }),
];

function pointOfRun(runId: string, point: MetricPoint): PointOfRun {
  return { ...metricJson(point.key, point.value, point.timestamp, point.step), run_id: runId };
}

/** From a page on to the end, in the order of the store: timestamp, step, value. */
async function wholeHistory(
  tracker: Tracker,
  runId: string,
  key: string,
  from: string | null,
): Promise<MetricPoint[]> {
  const points: MetricPoint[] = [];
  for (let pageToken = from; ; ) {
    const page = await tracker.metricHistory(runId, key, { maxResults: mostPoints, pageToken });
    for (const point of page.items) points.push(point);
    if (page.nextPageToken === null) return points;
    pageToken = page.nextPageToken;
  }
}

/** `count` points spread evenly over the list; the first and the last are among them where `count` allows. */
function sampled<T>(points: T[], count: number): T[] {
  if (points.length <= count) return points;
  if (count === 1) return points.slice(-1);
  const stride = (points.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, index) => points[Math.round(index * stride)] as T);
}
