import { mkdirSync } from 'node:fs';
import { relative } from 'node:path';
import { runTags } from '../../schemas/protocol/tracking.ts';
import type { ExecutionRecord } from '../jobs/execution-files.ts';
import type { Tracker } from '../tracking/tracker.ts';
import type { ExecutionTable } from './execution-table.ts';
import type { PreparedLaunch } from './prepared.ts';

export interface StartSite {
  /** Real path of the workspace folder. */
  folder: string;
  table: ExecutionTable;
  tracker: Tracker;
}

/** Makes the run, the folder and the row of an execution that is about to start. `outputFile`: null where it has none. */
export async function recordStart(
  { folder, table, tracker }: StartSite,
  launch: PreparedLaunch,
  { executionId, runId }: Pick<ExecutionRecord, 'executionId' | 'runId'>,
  files: { executionDir: string; outputFile: string | null },
): Promise<void> {
  const { context, kind, commandLine, file, recipe } = launch;
  await tracker.createRun({
    runId,
    experimentId: await experimentOf(tracker, context.experimentName),
    startTime: Date.now(),
    userId: context.env.USER ?? context.env.USERNAME ?? '',
    runName: context.runName ?? '',
    tags: {
      ...context.tags,
      [runTags.execution]: executionId,
      [runTags.command]: commandLine,
      [runTags.sourceType]: 'LOCAL',
      ...(file ? { [runTags.sourceName]: relative(folder, file) } : {}),
    },
  });
  mkdirSync(files.executionDir, { recursive: true, mode: 0o700 });
  table.insert(
    {
      executionId,
      runId,
      kind,
      commandLine,
      cwd: context.cwd,
      state: 'starting',
      pid: null,
      startedAt: Date.now(),
      endedAt: null,
      exitCode: null,
      signal: null,
      reason: null,
      outputFile: files.outputFile,
    },
    recipe,
  );
}

/** Made where there is none of the name. */
async function experimentOf(tracker: Tracker, name: string | undefined): Promise<string> {
  if (!name) return '0';
  const known = await tracker.getExperimentByName(name);
  return known?.experimentId ?? tracker.createExperiment({ name, artifactLocation: null, tags: {} });
}
