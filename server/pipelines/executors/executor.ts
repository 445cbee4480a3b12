import type { StageRun } from '../../../schemas/protocol/pipelines.ts';
import type { MeasuredFiles, Stage } from '../../manifests/dvc/pipeline.ts';

/** One attempt at one stage's command. */
export interface StageOrder {
  stage: Stage;
  /** What of that which it writes its run is to keep. */
  files: MeasuredFiles;
  /** Stands for the command and all that it reads. */
  inputs: string;
  /** Absolute, of the pipelines. */
  root: string;
  /** The pipeline's own run. */
  parentRunId: string;
  /** From 1; null where there is to be but one. */
  attempt: number | null;
  /** Its command has succeeded; what is to be written down of it may still be. */
  onSuccess: () => void;
}

export interface StageEnd {
  /** Null where it succeeded. */
  failure: string | null;
  /** At a person's wish. */
  stopped: boolean;
  run: StageRun;
}

/** What was set aside for a stage, until it is released. */
export interface Admission {
  /** Whether others had to end first: what was known of the workspace may be old. */
  waited: boolean;
  /** Resolves when the command, and all that it started, has ended; an abort stops it first. */
  run(order: StageOrder, signal: AbortSignal): Promise<StageEnd>;
  /** Once is enough, twice does no harm. */
  release(): void;
}

/** A stage's command that goes on, though the run that started it has ended. */
export interface LiveStage {
  /** Of its order. */
  inputs: string;
  /** As `Admission.run` resolves. */
  ended(signal: AbortSignal): Promise<StageEnd>;
  stop(): Promise<void>;
}

/** Where stages run: this machine, or one day a cluster. */
export interface Executor {
  /** Those of the stages that ask for more than there ever is, with what that is, for a person. */
  findImpossible(stages: readonly Stage[]): Promise<ImpossibleStage[]>;
  /** While no run of these pipelines has begun the stage; null where nothing of it goes on. */
  findLive(stage: Stage, root: string): Promise<LiveStage | null>;
  /** Resolves once the stage may begin; rejects with the signal's reason. */
  admit(stage: Stage, root: string, signal: AbortSignal): Promise<Admission>;
}

export interface ImpossibleStage {
  stage: Stage;
  /** What it asks for, and what there is. */
  why: string;
}
