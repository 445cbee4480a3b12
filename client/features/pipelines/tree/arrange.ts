import type { PipelineFault, PipelineView, StageView } from '../../../../schemas/protocol/pipelines.ts';
import { fileName, groupName, isDue } from '../stage-facts.ts';

/** One dvc.yaml as the tree shows it. */
export interface FileBranch {
  /** Absolute. */
  file: string;
  /** What `pipelines/run` calls it; null for one without stages. */
  name: string | null;
  faults: PipelineFault[];
  entries: BranchEntry[];
}

export type BranchEntry =
  | { kind: 'stage'; stage: StageView }
  /** All that one `foreach` or `matrix` generated; `name` is what `pipelines/run` calls it. */
  | { kind: 'group'; name: string; stages: StageView[] };

/**
 * A view by files, in execution order, a group where its first stage stands. `onlyDue` leaves out what is up to date,
 * and files that nothing is left of.
 */
export function arrange(view: PipelineView, { onlyDue }: { onlyDue: boolean }): FileBranch[] {
  const branches = new Map<string, FileBranch>(
    view.files.map((file) => [file, { file, name: null, faults: [], entries: [] }]),
  );
  const groups = new Map<string, StageView[]>();
  for (const stage of view.stages) {
    const branch = branches.get(stage.file);
    if (!branch) continue;
    branch.name ??= fileName(stage);
    if (onlyDue && !isDue(stage.state)) continue;
    const group = groupName(stage);
    const mates = group === null ? undefined : groups.get(group);
    if (mates) mates.push(stage);
    else if (group === null) branch.entries.push({ kind: 'stage', stage });
    else {
      const stages = [stage];
      groups.set(group, stages);
      branch.entries.push({ kind: 'group', name: group, stages });
    }
  }
  const [first] = branches.values();
  // A fault of a params file stands with the first dvc.yaml that could have read it.
  for (const fault of view.faults) (branches.get(fault.file) ?? first)?.faults.push(fault);
  return [...branches.values()].filter(
    ({ faults, entries }) => !onlyDue || faults.length > 0 || entries.length > 0,
  );
}
