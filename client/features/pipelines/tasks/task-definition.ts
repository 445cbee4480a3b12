/** A task of tasks.json, as far as it says; `client/contributes/pipelines/tasks.ts` describes it to VS Code. */
export interface SlipwayTask {
  /** A stage, a group or a dvc.yaml; null for all. */
  stage: string | null;
  /** Name of the workspace folder; null where the task says it by where it stands. */
  folder: string | null;
  only: boolean;
  downstream: boolean;
  force: boolean;
  keepGoing: boolean;
}

/** What a definition says, or why it cannot be meant. */
export function readTask(definition: Record<string, unknown>): SlipwayTask | { wrong: string } {
  const { stage = null, folder = null } = definition;
  for (const [name, value] of Object.entries({ stage, folder }))
    if (value !== null && typeof value !== 'string') return { wrong: `${name}: ${JSON.stringify(value)}` };
  const flags = ['only', 'downstream', 'force', 'keepGoing'] as const;
  for (const flag of flags)
    if (!['undefined', 'boolean'].includes(typeof definition[flag]))
      return { wrong: `${flag}: ${JSON.stringify(definition[flag])}` };
  const [only = false, downstream = false, force = false, keepGoing = false] = flags.map(
    (flag) => definition[flag] === true,
  );
  if (only && downstream) return { wrong: 'only, downstream' };
  return {
    stage: stage as string | null,
    folder: folder as string | null,
    only,
    downstream,
    force,
    keepGoing,
  };
}
