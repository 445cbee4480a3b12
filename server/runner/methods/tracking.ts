import type { TrackingRequests } from '../../../schemas/protocol/tracking.ts';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import { trackingReads } from '../../rpc/tracking-reads.ts';
import type { TrackerSet } from '../../tracking/tracker-set.ts';
import type { ChangeBroadcast } from '../change-broadcast.ts';
import type { MethodsOf } from '../session.ts';

export function trackingMethods(
  trackers: TrackerSet,
  feed: () => ChangeBroadcast,
): MethodsOf<TrackingRequests> {
  const at = (params: { tracker?: string }) => trackers.get(params.tracker ?? '');
  return {
    ...trackingReads(trackers),
    'runs/rename': async (params) => {
      await at(params).tracker.updateRun(params.runId, { runName: params.name });
      return null;
    },
    'runs/setTag': async (params) => {
      const { tracker } = at(params);
      for (const runId of params.runIds) {
        await tracker.logBatch(runId, {
          metrics: [],
          params: [],
          tags: [{ key: params.key, value: params.value }],
        });
      }
      return null;
    },
    'runs/deleteTag': async (params) => {
      const { tracker } = at(params);
      for (const run of await tracker.getRuns(params.runIds)) {
        if (params.key in run.tags && params.key !== runTags.name)
          await tracker.deleteTag(run.info.runId, params.key);
      }
      return null;
    },
    'runs/delete': async (params) => {
      for (const runId of params.runIds) await at(params).tracker.setRunStage(runId, 'deleted');
      return null;
    },
    'runs/restore': async (params) => {
      for (const runId of params.runIds) await at(params).tracker.setRunStage(runId, 'active');
      return null;
    },
    'metrics/subscribe': async (params, session) => ({
      subscription: feed().subscribe(session, params.runIds),
    }),
    'metrics/unsubscribe': async (params) => {
      feed().unsubscribe(params.subscription);
      return null;
    },
  };
}
