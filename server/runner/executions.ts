import { join } from 'node:path';
import type { Execution } from '../../schemas/protocol/executions.ts';
import { programFolder } from '../discovery/installation.ts';
import type { FolderState } from '../discovery/state-folder.ts';
import { artifactsCompanion } from '../executions/companions/artifacts.ts';
import { filesUsedCompanion } from '../executions/companions/files-used.ts';
import { metricFilesCompanion } from '../executions/companions/metric-files.ts';
import { plotFilesCompanion } from '../executions/companions/plot-files.ts';
import { provenanceCompanion } from '../executions/companions/provenance.ts';
import { systemMetricsCompanion } from '../executions/companions/system-metrics.ts';
import type { ExecutionTable } from '../executions/execution-table.ts';
import { Executions } from '../executions/executions.ts';
import { Supervisors } from '../executions/supervisors.ts';
import { ExecutionFiles } from '../jobs/execution-files.ts';
import type { SecretTable } from '../mlflow-api/secrets.ts';
import { executedNotebookCompanion } from '../notebooks/executed-notebook.ts';
import type { Store } from '../store/store.ts';
import type { EmbeddedArtifacts } from '../tracking/embedded/artifact-files.ts';
import type { EmbeddedTracker } from '../tracking/embedded/embedded-tracker.ts';

export interface ExecutionParts {
  state: FolderState;
  store: Store;
  tracker: EmbeddedTracker;
  artifacts: EmbeddedArtifacts;
  table: ExecutionTable;
  secrets: SecretTable;
  onChange: (execution: Execution) => void;
}

/** The executions of the folder, and all that watches one. */
export function composeExecutions({
  state,
  store,
  tracker,
  artifacts,
  table,
  secrets,
  onChange,
}: ExecutionParts): Executions {
  return new Executions({
    folder: state.folder,
    outputRoot: store.layout.executions,
    files: new ExecutionFiles(state.executionsDir),
    table,
    tracker,
    companions: [
      provenanceCompanion(tracker),
      systemMetricsCompanion(tracker),
      metricFilesCompanion(tracker),
      filesUsedCompanion(tracker, state.folder),
      executedNotebookCompanion(tracker),
      plotFilesCompanion(tracker),
      artifactsCompanion(tracker, artifacts),
    ],
    supervisors: new Supervisors(join(programFolder(), 'supervisor.cjs'), state.folder, state.logFile),
    logFile: state.logFile,
    admit: (secret, executionId, preparedRunId) => secrets.add(secret, { executionId, preparedRunId }),
    onChange,
  });
}
