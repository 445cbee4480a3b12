import type { StartContext } from './executions.ts';

/** What a stage is made from. Paths are absolute. */
export type StageSource =
  | {
      kind: 'notebook';
      file: string;
      /** Whether a first cell that only assigns values counts as the parameters where no cell is tagged so. */
      takesFirstCell: boolean;
    }
  | { kind: 'run'; runId: string };

export type StagePathRole = 'dep' | 'out' | 'metric' | 'plot';

/** A file or folder that the stage may read or write. */
export interface StagePathOffer {
  /** As the stage would name it: from its working folder. */
  path: string;
  role: StagePathRole;
  /** How it is known, or why it is not proposed; for a person. */
  why: string;
  /** Proposed. */
  chosen: boolean;
}

/** A value that would go to params.yaml, into the section that is named for the stage. */
export interface StageParamOffer {
  name: string;
  /** As params.yaml would hold it. */
  value: string;
  why: string;
  chosen: boolean;
}

/** A stage as it could be, for a person to choose from. */
export interface StageOffer {
  name: string;
  /** Absolute path of the dvc.yaml. */
  file: string;
  /** With all params that are proposed. */
  command: string;
  /** From the dvc.yaml's folder; null where it is that folder. */
  workingFolder: string | null;
  paths: StagePathOffer[];
  params: StageParamOffer[];
  /** Names in a notebook's first cell, which could be its parameters, but is not tagged so: a person is asked. */
  untaggedParameters: string[];
  /** What a person should know before it is written. */
  notes: string[];
}

/** What a person chose; paths as the offer names them, or others. */
export interface StageChoice {
  name: string;
  paths: { path: string; role: StagePathRole }[];
  params: string[];
}

/** A text file before and after. */
export interface FileEdit {
  /** Absolute. */
  file: string;
  /** Null where it is not there. */
  before: string | null;
  after: string;
}

export interface StageMakerRequests {
  /** Reads only. `name` is refused where it is taken; without it, a free one is found. */
  'stages/offer': { params: StartContext & { source: StageSource; name?: string }; result: StageOffer };
  /** The files as they would be. Reads only. */
  'stages/preview': {
    params: StartContext & { source: StageSource; choice: StageChoice };
    result: { edits: FileEdit[] };
  };
  /** Writes what was previewed and confirmed, and refuses where the files or the stage are others by now. */
  'stages/write': {
    params: StartContext & { source: StageSource; choice: StageChoice; confirmed: FileEdit[] };
    result: null;
  };
}
