import { runTags } from '../../schemas/protocol/tracking.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import type { Tracker } from '../tracking/tracker.ts';

/** Which stages run whatever is known of them: none, or all but those of these addresses. */
export type Forcing = { except: readonly string[] } | null;

export const everyStage: Forcing = { except: [] };

export function isForced(force: Forcing, { address }: Pick<Stage, 'address'>): boolean {
  return force !== null && !force.except.includes(address);
}

/** What is still to be forced of a run: not what it has done, nor what still runs of it. */
export async function stillForced(tracker: Tracker, runId: string, force: Forcing): Promise<Forcing> {
  if (force === null) return null;
  const ids = await tracker.queryRunIds({
    experimentIds: [],
    filter: `tags.\`${runTags.parent}\` = '${runId}'`,
    orderBy: [],
    view: 'ACTIVE_ONLY',
  });
  const done = (await tracker.getRuns(ids))
    .filter(({ info }) => info.status === 'FINISHED' || info.status === 'RUNNING')
    .flatMap(({ tags }) => tags[runTags.stage] ?? []);
  return { except: [...force.except, ...done] };
}
