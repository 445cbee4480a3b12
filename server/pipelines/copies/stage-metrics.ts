import { decodeMetricValue, runTags } from '../../../schemas/protocol/tracking.ts';
import type { MetricSample } from '../../jobs/metric-sample.ts';
import type { Tracker } from '../../tracking/tracker.ts';

/**
 * The latest values that the stages of a pipeline's run logged, of one name those of the stage that began last.
 * `started`: the runs that count; null: all whose parent is the pipeline's, which a script may have made too.
 */
export async function metricsOfStages(
  tracker: Pick<Tracker, 'queryRunIds' | 'getRuns'>,
  runId: string,
  started: ReadonlySet<string> | null,
): Promise<MetricSample[]> {
  const ids = await tracker.queryRunIds({
    experimentIds: [],
    filter: `tags.\`${runTags.parent}\` = '${runId}'`,
    orderBy: ['attributes.start_time ASC'],
    view: 'ACTIVE_ONLY',
  });
  const counting = started === null ? ids : ids.filter((id) => started.has(id));
  const logged = (await tracker.getRuns(counting))
    .flatMap(({ metrics }) => metrics)
    .filter(({ key }) => !key.startsWith('system/'))
    .map(({ key, value, step, timestamp }) => ({ key, value: decodeMetricValue(value), step, timestamp }));
  return [...new Map(logged.map((sample) => [sample.key, sample])).values()];
}
