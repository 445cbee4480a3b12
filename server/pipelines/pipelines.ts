import type { PipelineSummary, StageReach } from '../../schemas/protocol/pipelines.ts';
import type { ParamChange } from '../manifests/dvc/param-change.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import { chooseStages } from './choose-stages.ts';
import { changedParamTexts } from './copies/change-params.ts';
import { dataReports } from './data-sources.ts';
import type { HashIndex } from './hashing/hash-index.ts';
import type { HashPool } from './hashing/hash-pool.ts';
import { PathHasher } from './hashing/path-hasher.ts';
import { TreeMemory } from './hashing/tree-memory.ts';
import { LockFiles } from './lock-file.ts';
import { ObjectCache } from './object-cache.ts';
import { pipelineStatus } from './pipeline-status.ts';
import { type PipelineWorkspace, pipelineRoot, readPipelines } from './pipeline-workspace.ts';
import { RunProgress } from './run-progress.ts';
import { RunQueue, type Turn } from './run-queue.ts';
import { type RunOptions, runStages } from './run-stages.ts';
import { StageJudge } from './stage-judge.ts';

export interface PipelineOrder extends RunOptions, Turn {
  /** None: all. */
  stages: string[];
  reach: StageReach;
  /** Sees the stages before any of them begins; what it throws refuses the run. */
  admit?: (stages: readonly Stage[]) => void;
}

/** The pipelines of one workspace folder. Runs take turns, so that no two of them make one out at once. */
export class Pipelines {
  readonly #folder: string;
  readonly #pool: HashPool;
  readonly #index: HashIndex;
  readonly #trees: TreeMemory;
  readonly #locks = new Map<string, LockFiles>();
  readonly progress = new RunProgress();
  readonly #queue = new RunQueue();

  constructor(folder: string, pool: HashPool, index: HashIndex) {
    this.#folder = folder;
    this.#pool = pool;
    this.#index = index;
    this.#trees = new TreeMemory(pool);
  }

  dispose(): void {
    this.#pool.dispose();
  }

  /**
   * `changes`: as if these params were set.
   * @throws UserError as `readPipelines`, `chooseStages` and `changedParamTexts` do
   */
  graph(
    names: string[],
    reach: StageReach,
    changes: readonly ParamChange[] = [],
  ): { workspace: PipelineWorkspace; stages: Stage[] } {
    const texts = changedParamTexts(pipelineRoot(this.#folder), changes);
    const workspace = readPipelines(this.#folder, { texts });
    return { workspace, stages: chooseStages(workspace, names, reach) };
  }

  async status(names: string[], reach: StageReach): Promise<PipelineSummary> {
    const { workspace, stages } = this.graph(names, reach);
    const { root, settings, needs } = workspace;
    const hasher = this.hasherOf(root);
    const cache = new ObjectCache(settings);
    const judge = new StageJudge(root, hasher, this.locksOf(root), cache);
    const [data, reports] = await Promise.all([
      dataReports(workspace.data.readBy(stages), hasher, cache),
      pipelineStatus(stages, needs, judge),
    ]);
    return { stages: [...data, ...reports] };
  }

  /** Rejects as `runStages` does; while it waits for its turn, at once with the signal's reason. */
  run(order: PipelineOrder): Promise<PipelineSummary> {
    return this.#queue.take(order, async () => {
      const { workspace, stages } = this.graph(order.stages, order.reach);
      order.admit?.(stages);
      const { root } = workspace;
      const chosen = { workspace, stages, hasher: this.hasherOf(root), locks: this.locksOf(root) };
      const progress = this.progress.begin(stages.map(({ address }) => address));
      return runStages(chosen, {
        ...order,
        onReport: (report, done, total) => {
          progress.settle(report);
          order.onReport(report, done, total);
        },
      }).finally(progress.end);
    });
  }

  /** Work that must not overlap with a run in the workspace. */
  inTurn<T>(place: Turn, work: () => Promise<T>): Promise<T> {
    return this.#queue.take(place, work);
  }

  /** Of deps and outs below a root: the workspace's, or a private copy's. */
  hasherOf(root: string): PathHasher {
    return new PathHasher(root, this.#pool, this.#index, this.#trees);
  }

  /** One for each root, for they are read again only when they have changed. */
  locksOf(root: string): LockFiles {
    const known = this.#locks.get(root) ?? new LockFiles(root);
    this.#locks.set(root, known);
    return known;
  }
}
