import type { PipelineView, StageView } from '../../../../schemas/protocol/pipelines.ts';
import { groupName } from '../stage-facts.ts';

/** What one place of a dvc.yaml defines: a stage, or the group of stages that a `foreach` or `matrix` generates. */
export interface LensTarget {
  /** What `pipelines/run` calls it. */
  name: string;
  isGroup: boolean;
  /** From 1, in the file as it is saved. */
  line: number;
  stages: StageView[];
}

/** What a dvc.yaml defines, in the order of its execution. */
export function lensTargets({ stages }: PipelineView, file: string): LensTarget[] {
  const targets = new Map<string, LensTarget>();
  for (const stage of stages) {
    if (stage.file !== file) continue;
    const group = groupName(stage);
    const name = group ?? stage.name;
    const known = targets.get(name);
    if (known) known.stages.push(stage);
    else targets.set(name, { name, isGroup: group !== null, line: stage.line, stages: [stage] });
  }
  return [...targets.values()];
}
