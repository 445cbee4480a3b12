import type { ModelSignature } from '../oip/tensor.ts';
import type { ReplicaDevice } from './replica-device.ts';

export interface LoadOrder extends ReplicaDevice {
  /** Of the ONNX file. */
  path: string;
}

export interface LoadedModel {
  signature: ModelSignature;
  /** Whether the first dimension of every input and output is free, and the same where it has a name: rows can share a run. */
  rowsAreFree: boolean;
  loadMs: number;
  /** What the process takes with the model in it. */
  memoryBytes: number;
}

export interface Failure {
  message: string;
}
