import type { PythonValue } from '../../core/python-value.ts';
import type { StageSettings } from './stage-settings.ts';

/** Where in a manifest; both from 1, as editors count. */
export interface Place {
  /** Path from the root of the pipelines, with forward slashes. */
  file: string;
  line: number;
  column: number;
}

export interface PipelineProblem extends Place {
  message: string;
}

/** A dep or out. */
export interface StagePath {
  /** As written, templates filled in: what `dvc.lock` names it by. */
  path: string;
  /** The same from the root of the pipelines, normalized; absolute where it lies outside. */
  location: string;
}

export interface StageOut extends StagePath {
  kind: 'out' | 'metric' | 'plot';
  /** False: its hash is locked, but it is neither cached nor ignored by git. */
  cache: boolean;
  /** Stays in place while the stage runs. */
  persist: boolean;
}

export interface StageParams extends StagePath {
  /** Dotted keys; empty takes the whole file. */
  keys: string[];
}

/** One stage of a dvc.yaml, templates filled in, groups expanded. */
export interface Stage extends Place {
  /** Within its file: `train`, or `train@a` where a group generated it. */
  name: string;
  /** Unique in the workspace: the name, with its file before it where that is not the root's: `sub/dvc.yaml:train`. */
  address: string;
  /** The `foreach` or `matrix` that generated it. */
  group: string | null;
  /** As `dvc.lock` holds it. */
  command: string | string[];
  /** From the root of the pipelines, normalized; `.` is the root. */
  workingFolder: string;
  deps: StagePath[];
  params: StageParams[];
  outs: StageOut[];
  frozen: boolean;
  alwaysChanged: boolean;
  description: string | null;
  /** Of its `meta`; never makes a stage stale. */
  settings: StageSettings;
}

/** Files that hold metrics and data of plots. */
export interface MeasuredFiles {
  metrics: StagePath[];
  plots: StagePath[];
}

export interface ParsedPipeline {
  stages: Stage[];
  /** What its top level names. */
  declared: MeasuredFiles;
  problems: PipelineProblem[];
}

/** What a dvc.yaml reads besides itself. Paths are from the root of the pipelines. */
export interface PipelineReader {
  /** Null where there is no such file. Throws a `ManifestFault` for one that cannot be read as values. */
  readValues(location: string): PythonValue | null;
}
