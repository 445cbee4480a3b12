import { availableParallelism } from 'node:os';
import type { PipelineSummary, StageReport } from '../../schemas/protocol/pipelines.ts';
import type { MetricSample } from '../jobs/metric-sample.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import type { Executor } from './executors/executor.ts';
import type { Forcing } from './forcing.ts';
import { GitProject } from './git-project.ts';
import type { PathHasher } from './hashing/path-hasher.ts';
import { headlineMetrics } from './headline-metrics.ts';
import { LiveDvc } from './live-dvc.ts';
import type { LockFiles } from './lock-file.ts';
import { refuseMissingInputs } from './missing-inputs.ts';
import { ObjectCache } from './object-cache.ts';
import type { PipelineWorkspace } from './pipeline-workspace.ts';
import { prepareData } from './prepare-data.ts';
import { refuseImpossible } from './refuse-impossible.ts';
import { scheduleStages } from './schedule-stages.ts';
import { StageJudge } from './stage-judge.ts';
import { StageRunner } from './stage-runner.ts';
import { refuseTrackedOuts } from './tracked-outs.ts';

/** What is run, where, and how it stands there. */
export interface ChosenStages {
  workspace: PipelineWorkspace;
  /** In execution order. */
  stages: readonly Stage[];
  hasher: PathHasher;
  locks: LockFiles;
}

/** The pipeline's own run, whose children are those of its stages. */
export interface ParentRun {
  start(chosen: ChosenStages): Promise<string>;
  record(runId: string, metrics: MetricSample[]): Promise<void>;
  end(runId: string, outcome: 'FINISHED' | 'FAILED' | 'KILLED', chosen: ChosenStages): Promise<void>;
}

/** How stages are run, wherever they lie. */
export interface RunOptions {
  force: Forcing;
  /** Null: as many as there are cores. */
  jobs: number | null;
  keepGoing: boolean;
  executor: Executor;
  parentRun: ParentRun;
  signal: AbortSignal;
  onReport: (report: StageReport, done: number, total: number) => void;
  /** It must wait, for what is named. */
  onWait: (holder: string) => void;
}

/**
 * Brings the stages up to date. The pipeline's own run is made when the first stage needs it.
 * Rejects with the signal's reason where it was stopped, once all that had begun has ended.
 */
export async function runStages(chosen: ChosenStages, options: RunOptions): Promise<PipelineSummary> {
  const { workspace, stages, hasher, locks } = chosen;
  const { root, settings, declared, needs } = workspace;
  const { force, keepGoing, executor, parentRun, signal, onReport } = options;
  signal.throwIfAborted();
  const dvc = new LiveDvc(settings);
  const waiting = { signal, onWait: options.onWait };
  await dvc.gone(waiting);
  const cache = new ObjectCache(settings);
  const git = new GitProject(root, settings);
  refuseMissingInputs(stages, workspace, hasher, cache);
  if (settings.usesGit) refuseTrackedOuts(stages, root);
  const judge = new StageJudge(root, hasher, locks, cache);
  await refuseImpossible({ stages, needs, force, executor, judge });
  const dataReports = await prepareData(workspace.data.readBy(stages), { hasher, cache, git });
  let started: Promise<string> | null = null;
  const runner = new StageRunner({
    root,
    declared,
    cacheFolder: settings.cacheFolder,
    hasher,
    locks,
    cache,
    git,
    dvc,
    waiting,
    executor,
    force,
    parentRun: () => {
      started ??= parentRun.start(chosen);
      return started;
    },
    signal,
  });
  let done = 0;
  const jobs = options.jobs ?? availableParallelism();
  const reports = await scheduleStages({ stages, needs, jobs, keepGoing, signal }, async (stage, turn) => {
    const report = await runner.bringUpToDate(stage, turn);
    onReport(report, ++done, stages.length);
    return report;
  });
  if (started) {
    const runId = await started;
    const done = stages.filter((_, index) => isDone(reports[index]));
    await parentRun.record(runId, await headlineMetrics(done, declared, root));
    await parentRun.end(runId, outcomeOf(reports, signal), chosen);
  }
  await git.stage();
  signal.throwIfAborted();
  return { stages: [...dataReports, ...reports] };
}

/** Its outs are those of its inputs. */
export function isDone(report: StageReport | undefined): boolean {
  return report?.state === 'fresh' || report?.state === 'cached' || report?.state === 'ran';
}

export function outcomeOf(
  reports: readonly StageReport[],
  signal: AbortSignal,
): 'FINISHED' | 'FAILED' | 'KILLED' {
  if (signal.aborted) return 'KILLED';
  return reports.some(({ state }) => state === 'failed') ? 'FAILED' : 'FINISHED';
}
