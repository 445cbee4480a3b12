import type { TrackerSet } from '../tracking/tracker-set.ts';
import type { Answers } from './answers.ts';

type TrackingRead =
  | 'trackers/list'
  | 'experiments/list'
  | 'runs/query'
  | 'runs/rows'
  | 'runs/columns'
  | 'runs/get'
  | 'metrics/series'
  | 'artifacts/list'
  | 'artifacts/locate';

const experimentsPage = 1000;

/** The questions about runs that change nothing. */
export function trackingReads(trackers: TrackerSet): Answers<TrackingRead> {
  const at = (params: { tracker?: string }) => trackers.get(params.tracker ?? '');
  return {
    'trackers/list': async () => ({
      trackers: await trackers.list(),
      current: trackers.current,
      problems: trackers.problems,
    }),
    'experiments/list': async (params) => {
      const experiments = [];
      let pageToken: string | null = null;
      do {
        const page = await at(params).tracker.searchExperiments({
          filter: '',
          orderBy: [],
          view: params.view,
          maxResults: experimentsPage,
          pageToken,
        });
        experiments.push(...page.items);
        pageToken = page.nextPageToken;
      } while (pageToken);
      return { experiments };
    },
    'runs/query': async (params) => {
      const ids = await at(params).tracker.queryRunIds(params);
      return { ids, total: ids.length };
    },
    'runs/rows': async (params) => ({ rows: await at(params).tracker.runRows(params.ids, params.columns) }),
    'runs/columns': async (params) => at(params).tracker.runColumns(params.experimentIds),
    'runs/get': async (params) => ({ runs: await at(params).tracker.getRuns(params.ids) }),
    'metrics/series': async (params) => ({ series: await at(params).tracker.metricSeries(params) }),
    'artifacts/list': async (params) => ({
      entries: await at(params).artifacts.list(params.runId, params.path),
    }),
    'artifacts/locate': async (params) => ({
      file: await at(params).artifacts.locate(params.runId, params.path),
    }),
  };
}
