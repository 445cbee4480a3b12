import { runTags } from '../../../schemas/protocol/tracking.ts';
import { logError } from '../../discovery/daemon-log.ts';
import { sampleSystemMetrics } from '../../jobs/system-metrics.ts';
import type { Tracker } from '../../tracking/tracker.ts';
import type { Companion } from '../companion.ts';

/** CPU, memory, disk, network and GPUs on MLflow's `system/` names, while the process lives. */
export function systemMetricsCompanion(tracker: Tracker): Companion {
  return {
    name: 'system metrics',
    attach({ runId, facts, process, startedAt }) {
      const failed = (error: unknown) => logError(`system metrics of run ${runId}`, error);
      const sampling = sampleSystemMetrics({
        pid: process?.pid ?? null,
        env: facts.env,
        startedAt,
        onSamples: (metrics) => tracker.logBatch(runId, { metrics, params: [], tags: [] }).catch(failed),
        onSharedGpu: ({ gpu, pid, memoryBytes }) => {
          const megabytes = Math.round(memoryBytes / 1e6);
          const value = `GPU ${gpu.index} is shared: process ${pid} holds ${megabytes} MB of it.`;
          tracker
            .logBatch(runId, { metrics: [], params: [], tags: [{ key: runTags.sharedGpu, value }] })
            .catch(failed);
        },
      });
      return { finish: async () => sampling.stop() };
    },
  };
}
