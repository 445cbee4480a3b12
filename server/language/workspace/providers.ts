import type { GateResult } from '../../../schemas/protocol/gates.ts';
import type { StageViewState } from '../../../schemas/protocol/pipelines.ts';
import type { Known } from './known.ts';

export type FileKind = 'file' | 'folder';

export interface FolderEntry {
  name: string;
  kind: FileKind;
  /** By git. */
  ignored: boolean;
}

/** The disk below one workspace folder. Locations are from its root with forward slashes, `.` is the root; or absolute. */
export interface Files {
  kindOf(location: string): Known<FileKind>;
  /** Text of a file; unknown for one that is too large or no text. */
  text(location: string): Known<string>;
  entries(location: string): Known<FolderEntry[]>;
  /** Locations of all manifests. */
  manifests(): readonly string[];
  /** Locations of all `.dvc` files; the same list until one comes or goes. */
  dataFiles(): readonly string[];
}

export interface ModelVersion {
  version: string;
  aliases: string[];
}

export interface RegisteredModel {
  name: string;
  versions: ModelVersion[];
}

/** The registry and the runs, as far as the runner has told of them. */
export interface Registry {
  models(): Known<readonly RegisteredModel[]>;
  /** Names of metrics that the runs of the workspace have logged. */
  metrics(): Known<readonly string[]>;
  /** Of a stage's last run that ended well. */
  lastRun(stage: string): Known<StageRun>;
  /** Of a stage as the runner judges it; it tells of changes. */
  stageNow(stage: string): Known<StageNow>;
  /** The last evaluation of a model's gates; it tells of changes. Absent where there was none. */
  lastGates(model: string): Known<EvaluatedGates>;
}

export interface EvaluatedGates {
  /** Of the model. */
  version: string;
  gates: readonly GateResult[];
}

export interface StageNow {
  state: StageViewState;
  /** Why it is stale, failed or blocked, for a person. */
  reasons: readonly string[];
}

export interface StageRun {
  endedAt: number;
  durationMs: number;
  /** But for those of the system; the one logged last comes first. */
  metrics: ReadonlyMap<string, number>;
}

export interface TensorFacts {
  name: string;
  /** As the Open Inference Protocol names it: FP32, INT64, BYTES; empty for what is no tensor. */
  datatype: string;
  /** -1 for a dimension that is free. */
  shape: readonly number[];
  /** Set where the graph does not say how many dimensions there are; `shape` is empty then. */
  anyRank?: true;
}

/** Inputs and outputs of a model file's graph. */
export interface ModelGraph {
  inputs: readonly TensorFacts[];
  outputs: readonly TensorFacts[];
}

export interface Column {
  name: string;
  /** A type of Frictionless Table Schema, as far as the head of the file shows it. */
  type: string;
}

/** What lies in files that are no text. */
export interface Contents {
  modelGraph(location: string): Known<ModelGraph>;
  columns(location: string): Known<readonly Column[]>;
}

/** All that the language service knows of the world outside its documents. */
export interface Providers {
  files: Files;
  registry: Registry;
  contents: Contents;
}
