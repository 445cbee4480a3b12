import { type Run, runTags } from '../../../../schemas/protocol/tracking.ts';

/** The words that menus' when-clauses look for in `viewItem`. */
export function runFlags(run: Run, live: boolean): string {
  const flags = ['run', run.info.lifecycleStage];
  if (live) flags.push('live');
  if (runTags.execution in run.tags) flags.push('executed');
  if (runTags.sweep in run.tags) flags.push('sweep');
  if (isStarred(run)) flags.push('starred');
  if (runTags.pipeline in run.tags) flags.push('pipeline');
  if (runTags.copy in run.tags) flags.push('apart');
  if (run.info.status === 'FAILED' || run.info.status === 'KILLED') flags.push('unfinished');
  return flags.join(' ');
}

export function isStarred(run: Run): boolean {
  return run.tags[runTags.star] === 'true';
}

/** Whether the change of a run moves it in the tree, or only changes what its row says. */
export function hasMoved(before: Run, after: Run): boolean {
  return (
    before.info.experimentId !== after.info.experimentId ||
    before.info.lifecycleStage !== after.info.lifecycleStage ||
    before.tags[runTags.parent] !== after.tags[runTags.parent]
  );
}
