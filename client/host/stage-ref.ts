/** A stage as trees, lenses and the graph name it to commands. */
export interface StageRef {
  /** URI of its workspace folder, as text. */
  folder: string;
  /** What `pipelines/run` calls it: a stage, a group or a dvc.yaml. */
  stage: string;
}

/** What a menu, a lens or the graph passed; null where it was something else. */
export function passedStage(value: unknown): StageRef | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!('folder' in value && typeof value.folder === 'string')) return null;
  if (!('stage' in value && typeof value.stage === 'string')) return null;
  return { folder: value.folder, stage: value.stage };
}
