import type { FileEdit, StageChoice, StagePathRole } from '../../schemas/protocol/stage-makers.ts';
import type { PythonValue } from '../core/python-value.ts';
import type { CommandLine } from './command-line.ts';

/** A piece of a path: literal, or the whole value of a param. */
export type PathPart = string | { param: string };

/** A path that the stage may name. */
export interface DraftPath {
  /** From the root of the pipelines; absolute where it lies outside. */
  location: string;
  /** The same, where it is made of params. */
  parts: PathPart[] | null;
  role: StagePathRole;
  /** How it is known, or why it is not proposed; for a person. */
  why: string;
  chosen: boolean;
}

export interface DraftParam {
  name: string;
  value: PythonValue;
  why: string;
  chosen: boolean;
}

/** Where the stage will stand. Locations are from the root of the pipelines. */
export interface StageSite {
  /** Absolute. */
  root: string;
  /** Of the dvc.yaml. */
  file: string;
  /** Of the dvc.yaml's folder. */
  folder: string;
  workingFolder: string;
}

/** A stage before a person has chosen. */
export interface StageDraft {
  name: string;
  site: StageSite;
  command: CommandLine;
  paths: DraftPath[];
  params: DraftParam[];
  /** Params files that count as a whole. */
  paramFiles: string[];
  /** Changes besides those of dvc.yaml and params.yaml. */
  furtherEdits: (choice: StageChoice) => FileEdit[];
  /** Of a notebook's first cell, which could be its parameters. */
  untaggedParameters: string[];
  notes: string[];
}
