import type { VersionLineage } from '../../schemas/protocol/registry.ts';
import { runTags } from '../../schemas/protocol/tracking.ts';
import { type Tracker, TrackingError } from '../tracking/tracker.ts';

const dataContext = 'mlflow.data.context';

/** What a version's run tells of where it comes from; null where the run is gone. */
export async function versionLineage(
  runs: Pick<Tracker, 'getRun'>,
  runId: string,
): Promise<VersionLineage | null> {
  try {
    const { info, tags, inputs, params, metrics } = await runs.getRun(runId);
    return {
      runId,
      runName: info.runName,
      deleted: info.lifecycleStage === 'deleted',
      commit: tags[runTags.commit] ?? null,
      branch: tags[runTags.branch] ?? null,
      dirty: tags[runTags.dirty] === 'true',
      data: inputs.map((input) => ({
        name: input.name,
        digest: input.digest,
        context: input.tags[dataContext] ?? null,
      })),
      params,
      metrics,
    };
  } catch (error) {
    if (error instanceof TrackingError && error.code === 'RESOURCE_DOES_NOT_EXIST') return null;
    throw error;
  }
}
