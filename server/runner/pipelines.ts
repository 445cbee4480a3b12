import type { StartContext } from '../../schemas/protocol/executions.ts';
import type { FolderState } from '../discovery/state-folder.ts';
import type { ExecutionTable } from '../executions/execution-table.ts';
import type { Executions } from '../executions/executions.ts';
import type { LaunchSite } from '../executions/launch.ts';
import type { EvaluationSite } from '../gates/evaluation.ts';
import { PrivateCopies } from '../pipelines/copies/private-copies.ts';
import { PrivateRuns } from '../pipelines/copies/private-runs.ts';
import { LocalExecutor } from '../pipelines/executors/local-executor.ts';
import { MachineSlots } from '../pipelines/executors/machine-slots.ts';
import { StoredHashIndex } from '../pipelines/hashing/hash-index.ts';
import type { HashPool } from '../pipelines/hashing/hash-pool.ts';
import { LivePipelines } from '../pipelines/live/live-pipelines.ts';
import { StageHistory } from '../pipelines/live/stage-history.ts';
import { PipelineRuns } from '../pipelines/pipeline-runs.ts';
import { Pipelines } from '../pipelines/pipelines.ts';
import { endAbandonedPipelines } from '../pipelines/record/abandoned-runs.ts';
import { networkDisk } from '../store/network-disk.ts';
import type { Store } from '../store/store.ts';
import { endAbandonedSweeps, Sweeps } from '../sweeps/sweeps.ts';
import type { EmbeddedArtifacts } from '../tracking/embedded/artifact-files.ts';
import type { EmbeddedTracker } from '../tracking/embedded/embedded-tracker.ts';
import type { PipelineSite } from './methods/pipelines.ts';
import type { Operations } from './operations.ts';

export interface PipelineParts {
  state: FolderState;
  store: Store;
  pool: HashPool;
  tracker: EmbeddedTracker;
  artifacts: EmbeddedArtifacts;
  table: ExecutionTable;
  executions: Executions;
  launchSite: LaunchSite;
  operations: Operations;
}

interface ComposedPipelines {
  site: PipelineSite;
  sweeps: Sweeps;
  /** For runs of stages that evaluate a model. */
  evaluation: Omit<EvaluationSite, 'stateDir'>;
  /** After a start of the runner: what goes on holds its slots, what did not outlive the last runner is ended. */
  recover(): Promise<void>;
}

/** The pipelines of the folder, what runs them here and in private copies, and the sweeps over their params. */
export function composePipelines({
  state,
  store,
  pool,
  tracker,
  artifacts,
  table,
  executions,
  launchSite,
  operations,
}: PipelineParts): ComposedPipelines {
  const { folder } = state;
  const index = new StoredHashIndex(store);
  const pipelines = new Pipelines(folder, pool, index);
  const hasherOf = (root: string) => pipelines.hasherOf(root);
  const live = new LivePipelines({
    folder,
    pool,
    hasherOf,
    locksOf: (root) => pipelines.locksOf(root),
    progress: pipelines.progress,
    history: new StageHistory(tracker, table),
    onRuns: (listener) => tracker.onChange(listener),
    mustPoll: (path) => networkDisk(path) !== null,
  });
  const copies = new PrivateCopies({ folder, stateDir: state.dir, hasherOf, index });
  const recorder = { tracker, artifacts, folder };
  const privateRuns = new PrivateRuns({
    copies,
    pipelines,
    recorder,
    liveFolders: () => table.list('live').map(({ cwd }) => cwd),
  });
  const slots = new MachineSlots(folder);
  const executorFor = (context: StartContext) =>
    new LocalExecutor({ executions, site: launchSite, slots, context });
  const runs = new PipelineRuns({ pipelines, privateRuns, copies, recorder, executorFor });
  return {
    site: { pipelines, live, executorFor, runs, operations },
    sweeps: new Sweeps({
      tracker,
      runs: privateRuns,
      copies,
      listen: (listener) => tracker.onChange(listener),
    }),
    evaluation: { privateRuns, copies, executorFor },
    async recover() {
      for (const { executionId, facts } of executions.live())
        if (facts.stage) slots.hold(facts.stage.slots, executions.ended(executionId));
      await endAbandonedPipelines(tracker);
      await endAbandonedSweeps(tracker);
      await copies.sweep();
    },
  };
}
