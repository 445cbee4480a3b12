import type { StageNode, StageView, StageViewState } from '../../../schemas/protocol/pipelines.ts';

/** Those that want a person's eye first. */
export const stateOrder: readonly StageViewState[] = [
  'failed',
  'running',
  'queued',
  'blocked',
  'stale',
  'unknown',
  'frozen',
  'fresh',
];

const settled: ReadonlySet<StageViewState> = new Set<StageViewState>(['fresh', 'frozen']);

/** Whether a run would have something to do with it, or has. */
export function isDue(state: StageViewState): boolean {
  return !settled.has(state);
}

/** What stands before the names of a file's stages: `sub/dvc.yaml:`; empty for the root's. */
export function filePrefix(stageName: string): string {
  return /^(?:.*\/)?dvc\.yaml:/.exec(stageName)?.[0] ?? '';
}

/** The name within its file. */
export function localName({ name }: Pick<StageNode, 'name'>): string {
  return name.slice(filePrefix(name).length);
}

/** What `pipelines/run` calls the group of a stage; null for a stage of none. */
export function groupName({ name, group }: Pick<StageNode, 'name' | 'group'>): string | null {
  return group === null ? null : filePrefix(name) + group;
}

/** What `pipelines/run` calls the dvc.yaml of a stage. */
export function fileName({ name }: Pick<StageNode, 'name'>): string {
  return filePrefix(name).slice(0, -1) || 'dvc.yaml';
}

/** How many are in each state, the states that want an eye first; states that none is in are left out. */
export function stateCounts(
  stages: readonly Pick<StageView, 'state'>[],
): { state: StageViewState; count: number }[] {
  return stateOrder
    .map((state) => ({ state, count: stages.filter((stage) => stage.state === state).length }))
    .filter(({ count }) => count > 0);
}

/** How a running stage stands against its history; null where it has none, or does not run. */
export function timeLeftMs({ running }: Pick<StageView, 'running'>, now: number): number | null {
  if (!running || running.expectedMs === null) return null;
  return running.expectedMs - (now - running.since);
}
