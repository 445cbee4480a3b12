import { createHash } from 'node:crypto';
import type { ScheduledCommand } from '../../schemas/protocol/schedules.ts';
import type { OffPeakHours } from '../core/off-peak.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import type { ScheduleDeclaration } from '../manifests/workspace/workspace-manifest.ts';

/** What a schedule would run now. */
export interface SchedulePlan {
  /** In execution order. */
  commands: ScheduledCommand[];
  /** A hash of all that a person consents to. */
  consent: string;
}

/** The words by which `chooseStages` finds the schedule's stages. */
export function stageNames({ pipeline, stages }: ScheduleDeclaration): string[] {
  if (stages.length === 0) return [pipeline];
  return stages.map((stage) => (pipeline === 'dvc.yaml' ? stage : `${pipeline}:${stage}`));
}

/** `stages`: those that it runs, in execution order. */
export function schedulePlan(
  { line: _, set, ...declaration }: ScheduleDeclaration,
  offPeak: OffPeakHours | null,
  stages: readonly Stage[],
): SchedulePlan {
  const commands = stages.map(({ address, workingFolder, command, settings }) => ({
    stage: address,
    folder: workingFolder,
    command: [command].flat().join('\n'),
    env: settings.env,
  }));
  const hours = declaration.offPeak ? offPeak : null;
  const text = JSON.stringify({ declaration, ...(set.length > 0 && { set }), hours, commands });
  return { commands, consent: createHash('sha256').update(text).digest('hex') };
}

/** The same, but for the place where it stands. */
export function sameSchedule(
  { line: _, ...a }: ScheduleDeclaration,
  { line: __, ...b }: ScheduleDeclaration,
): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
