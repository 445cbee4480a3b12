import type { PipelineNotifications, PipelineView } from '../../../schemas/protocol/pipelines.ts';

export interface AppliedChange {
  view: PipelineView;
  /** Names of the stages that look different now; null where stages came, went or moved, or faults did. */
  changed: string[] | null;
}

/** A view with a notification laid over it. */
export function applyChange(
  before: PipelineView,
  { stages, view }: PipelineNotifications['pipelines/changed'],
): AppliedChange {
  if (view) return { view, changed: null };
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  return {
    view: { ...before, stages: before.stages.map((stage) => byName.get(stage.name) ?? stage) },
    changed: stages.map(({ name }) => name),
  };
}
