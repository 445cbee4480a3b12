import type { StartContext } from './executions.ts';

/** A stage of a dvc.yaml, templates filled in. */
export interface StageNode {
  /** `train`, or `sub/dvc.yaml:train` for a file below the root. */
  name: string;
  /** The `foreach` or `matrix` that generated it. */
  group: string | null;
  description: string | null;
  /** Absolute path of the dvc.yaml. */
  file: string;
  /** From 1. */
  line: number;
  /** Names of the stages whose outs it reads. */
  needs: string[];
}

/** `ran`: its command ran and its outs are locked. `cached`: its outs came out of the cache. `blocked`: what it needs failed. */
export type StageState = 'fresh' | 'stale' | 'ran' | 'cached' | 'failed' | 'blocked';

/** What became of a stage, or would. `slipway run --json` and `slipway status --json` print it without `lastRun`. */
export interface StageReport {
  name: string;
  state: StageState;
  /** Why, for a person; empty for a fresh stage. */
  reasons: string[];
  durationMs: number;
  /** Absent where no command ran. */
  lastRun?: StageRun;
}

export interface PipelineSummary {
  /** In execution order. */
  stages: StageReport[];
}

/** What came of a run. */
export interface PipelineOutcome extends PipelineSummary {
  /** The pipeline's own run; null where no stage had to be run. */
  runId: string | null;
  /** It ran in a copy of the workspace, which it left as it was. */
  isPrivate: boolean;
}

/** What came of bringing a run into the workspace. */
export interface ApplySummary {
  /** False: params would have been overwritten that were changed since the run began, and that was not confirmed. */
  applied: boolean;
  /** Those params, each with its value now and the run's. */
  overwrites: string[];
  /** Params and outs that are others now, or would be. */
  changes: string[];
  /** Stages that are not up to date all the same, and why: their code is not that of the run. */
  stale: string[];
}

/** A copy of the workspace in which a pipeline ran. */
export interface PrivateCopyInfo {
  id: string;
  /** The pipeline's run; null before it began. */
  runId: string | null;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Params that were set. */
  set: string[];
  inputsOf: string | null;
  isRunning: boolean;
  bytes: number;
}

/** What a view shows of a stage; `unknown` until it has been judged, or where its pipeline cannot be read. */
export type StageViewState =
  | 'fresh'
  | 'stale'
  | 'queued'
  | 'running'
  | 'failed'
  | 'blocked'
  | 'frozen'
  | 'unknown';

/** A stage as the views show it now. */
export interface StageView extends StageNode {
  state: StageViewState;
  /** Why it is stale, failed or blocked, for a person. */
  reasons: string[];
  /** What it runs, one command a line. */
  command: string;
  /** Files and folders, from the root of the pipelines and normalized: one stage's out is the same text as another's dep. */
  deps: string[];
  outs: string[];
  /** Its last execution of which Slipway knows; null before the first. */
  lastRun: StageRun | null;
  /** Where it is running: since when, and how long it usually takes; null without a history. */
  running: { since: number; expectedMs: number | null; runId: string } | null;
}

export interface StageRun {
  runId: string;
  executionId: string;
  endedAt: number;
  durationMs: number;
  succeeded: boolean;
  /** The last lines of its output, where it failed; empty otherwise. */
  outputTail: string;
}

/** A mistake in a dvc.yaml or in what it reads. */
export interface PipelineFault {
  /** Absolute. */
  file: string;
  /** From 1. */
  line: number;
  column: number;
  message: string;
}

/** All pipelines of a workspace, as far as they can be read: a broken dvc.yaml takes none of the others with it. */
export interface PipelineView {
  /** Absolute paths of every dvc.yaml, also of those that cannot be read. */
  files: string[];
  /** In execution order. */
  stages: StageView[];
  faults: PipelineFault[];
}

/** Which stages an order means, besides those that it names: all that they need, nothing else, or all that needs them. */
export type StageReach = 'upstream' | 'only' | 'downstream';

export interface PipelineRunRequest extends StartContext {
  /** Stages, groups or dvc.yaml files; none: every stage of the workspace. */
  stages: string[];
  reach: StageReach;
  /** Run what is fresh or cached too. */
  force: boolean;
  /** How many stages at once; null takes as many as the machine has cores. */
  jobs: number | null;
  /** After a failure, go on with all that does not depend on it. */
  keepGoing: boolean;
  /** Params for this run alone, as `--set` takes them (`lr=0.1`): it then runs in a private copy. */
  set?: string[];
  /** A pipeline's run whose exact code and inputs are wanted: it then runs in a private copy. */
  inputsOf?: string;
}

/** A param in the words of `--set`: `lr`, or `conf.json:lr` of another file than params.yaml. */
export interface NamedParam {
  name: string;
  value: string;
}

export type PipelineStatusRequest = Pick<PipelineRunRequest, 'stages' | 'reach' | 'set'>;

export interface PipelineResumeRequest
  extends StartContext,
    Pick<PipelineRunRequest, 'force' | 'jobs' | 'keepGoing'> {
  /** A pipeline's. */
  runId: string;
}

export interface PipelineRequests {
  /** In execution order. Names choose stages and all that they need; none takes every stage of the workspace. */
  'pipelines/graph': { params: { stages: string[] }; result: { stages: StageNode[] } };
  /** What a run would do now. Starts nothing. */
  'pipelines/status': { params: PipelineStatusRequest; result: PipelineSummary };
  /** What a run could set, as it is now. */
  'pipelines/params': { params: { stages: string[]; reach: StageReach }; result: { params: NamedParam[] } };
  /**
   * One run at a time in a workspace; later ones wait their turn. Those in a private copy wait for nobody. Its result
   * is that of the operation.
   */
  'pipelines/run': { params: PipelineRunRequest; result: { operation: string } };
  /**
   * Goes on with a run: one in a private copy, which must still be there, as the same run; one in the workspace as a new
   * run of the same stages. Its result is that of the operation.
   */
  'pipelines/resume': { params: PipelineResumeRequest; result: { operation: string } };
  /**
   * Brings the params, outs and lock entries of a run into the workspace, when it is its turn, and removes its private
   * copy. Its result is that of the operation; where it was not applied, ask again with `confirmed`.
   */
  'pipelines/apply': { params: { runId: string; confirmed: boolean }; result: { operation: string } };
  'pipelines/copies': { params: Record<string, never>; result: { copies: PrivateCopyInfo[] } };
  /** Removes the private copy of a run, or one without a run by its own id. */
  'pipelines/discard': { params: { runId: string }; result: null };
  /** For views. A connection that asks is told of changes from then on, by `pipelines/changed`. */
  'pipelines/view': { params: Record<string, never>; result: PipelineView };
}

export interface PipelineNotifications {
  /** Stages whose view is another now; `view` where stages, their order or faults have changed, and is then all there is. */
  'pipelines/changed': { stages: StageView[]; view: PipelineView | null };
}
