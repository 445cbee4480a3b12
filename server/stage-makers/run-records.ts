import type { ExecutionTable } from '../executions/execution-table.ts';
import type { ArtifactStore } from '../tracking/artifact-store.ts';
import type { Tracker } from '../tracking/tracker.ts';

/** What is known of the runs of a workspace. */
export interface RunRecords {
  /** Of the workspace, absolute. */
  folder: string;
  tracker: Pick<Tracker, 'getRun'>;
  artifacts: ArtifactStore;
  table: Pick<ExecutionTable, 'recipeOfRun' | 'list'>;
}
