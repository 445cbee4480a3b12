import type { MlserverPlan } from '../../../schemas/protocol/inference.ts';
import type { BatcherOptions } from './batcher.ts';
import type { WantedDevice } from './devices.ts';
import type { ReplicaOptions } from './process-replica.ts';

export interface RevisionSource {
  model: string;
  version: string;
  /** Names it among all that were loaded for the model. */
  revision: string;
  /** Of the ONNX file, or of what MLServer loads. */
  path: string;
  /** Where it is left out, ONNX Runtime computes. */
  mlserver?: MlserverPlan;
}

export interface RevisionOptions extends BatcherOptions {
  /** Of each replica that there may be. At least one. */
  devices: readonly WantedDevice[];
  /** Of them, those that are always there: the first. */
  minReplicas: number;
  /** For how long there must be more than the demand needs before one ends. */
  shrinkAfterMs: number;
  hangMs: number;
  loadMs: number;
  /** That all revisions of the server may take together; null: all that the machine has. */
  maxMemoryBytes: number | null;
  /** It sleeps after so long without a request; null: never. */
  idleMs: number | null;
  /** Whether it does so too while it is only kept to go back to. */
  sleepsWhenKept: boolean;
}

/** Where the programs of a model's process lie. */
export type ModelPrograms = Pick<ReplicaOptions, 'program' | 'binding'>;
