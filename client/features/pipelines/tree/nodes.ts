import type { PipelineFault, StageView } from '../../../../schemas/protocol/pipelines.ts';
import type { StageRef } from '../../../host/stage-ref.ts';

export interface FolderNode {
  kind: 'folder';
  folder: string;
  name: string;
}

/** A dvc.yaml of several; as a `StageRef` it means all its stages. */
export interface FileNode extends StageRef {
  kind: 'file';
  /** Absolute. */
  file: string;
  label: string;
  stages: StageView[];
}

/** A `foreach` or `matrix`; as a `StageRef` it means all its stages. */
export interface GroupNode extends StageRef {
  kind: 'group';
  stages: StageView[];
  parent: FileNode | null;
}

export interface StageRow extends StageRef {
  kind: 'stage';
  view: StageView;
  parent: FileNode | GroupNode | null;
}

/** A mistake, in its place. */
export interface FaultNode {
  kind: 'fault';
  folder: string;
  fault: PipelineFault;
}

/** Why a folder's pipelines cannot be shown, or are old. */
export interface ProblemNode {
  kind: 'problem';
  folder: string;
  message: string;
  hint: string | null;
}

export type Node = FolderNode | FileNode | GroupNode | StageRow | FaultNode | ProblemNode;
