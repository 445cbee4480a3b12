import type { ExecutionRecipe } from '../../schemas/protocol/executions.ts';
import { runTags } from '../../schemas/protocol/tracking.ts';
import { UserError } from '../core/user-error.ts';
import { notebookSourceHash } from '../provenance/source-hash.ts';
import { type FilesUsed, filesUsed } from './files-used.ts';
import type { RunRecords } from './run-records.ts';

/** A tracked run of a notebook, for what it read and wrote. */
export interface NotebookRun {
  files: FilesUsed;
  /** Milliseconds since 1970. */
  startedAt: number | null;
  /** Whether the notebook's source has changed since. */
  isOutdated: boolean;
}

/** The last run of the notebook that succeeded and whose files are known; null where there is none. */
export async function lastNotebookRun(records: RunRecords, file: string): Promise<NotebookRun | null> {
  for (const { runId, kind, exitCode } of records.table.list('all')) {
    if (kind !== 'notebook' || exitCode !== 0) continue;
    const recipe = recipeOf(records, runId);
    if (recipe?.kind === 'notebook' && recipe.file === file) return notebookRun(records, runId, file);
  }
  return null;
}

/** @throws UserError `SLW-STAGE-NO-FILES` */
export async function notebookRun(records: RunRecords, runId: string, file: string): Promise<NotebookRun> {
  const files = await filesUsed(records.artifacts, runId);
  const { tags, info } = await records.tracker.getRun(runId);
  const now = await notebookSourceHash(file);
  return {
    files,
    startedAt: info.startTime,
    isOutdated: tags[runTags.cellsHash] !== undefined && tags[runTags.cellsHash] !== now,
  };
}

/** A record that came with a clone says nothing. */
function recipeOf({ table }: RunRecords, runId: string): ExecutionRecipe | null {
  try {
    return table.recipeOfRun(runId);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
