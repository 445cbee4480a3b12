import { type Run, runTags } from '../../schemas/protocol/tracking.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import type { Tracker } from '../tracking/tracker.ts';

/** Which stages run whatever is known of them: none, or all but those of these addresses. */
export type Forcing = { except: readonly string[] } | null;

export const everyStage: Forcing = { except: [] };

export function isForced(force: Forcing, { address }: Pick<Stage, 'address'>): boolean {
  return force !== null && !force.except.includes(address);
}

/**
 * What is still to be forced of a run: not what it has done, nor what still runs of it, nor what those have done that
 * went on with it.
 */
export async function stillForced(tracker: Tracker, runId: string, force: Forcing): Promise<Forcing> {
  if (force === null) return null;
  const runs = [runId];
  for (const id of runs)
    runs.push(...(await taggedRuns(tracker, runTags.resumed, id)).map(({ info }) => info.runId));
  const stages = await Promise.all(runs.map((id) => taggedRuns(tracker, runTags.parent, id)));
  const done = stages
    .flat()
    .filter(({ info }) => info.status === 'FINISHED' || info.status === 'RUNNING')
    .flatMap(({ tags }) => tags[runTags.stage] ?? []);
  return { except: [...new Set([...force.except, ...done])] };
}

async function taggedRuns(tracker: Tracker, key: string, value: string): Promise<Run[]> {
  const filter = `tags.\`${key}\` = '${value}'`;
  const ids = await tracker.queryRunIds({ experimentIds: [], filter, orderBy: [], view: 'ALL' });
  return tracker.getRuns(ids);
}
