import type { TensorBytes } from '../../oip/tensor.ts';

/** What goes through a model in one run. */
export interface Batch {
  /** In the signature's order. */
  inputs: TensorBytes[];
  /** Indexes of the outputs that are wanted, ascending. */
  outputs: number[];
}

export interface BatchResult {
  /** One for each of the batch's `outputs`. */
  outputs: TensorBytes[];
  computeUs: number;
}

/** A revision loaded on a device. It runs one batch after the other. */
export interface Replica {
  /** Where it computes: `cpu`, or `cpu:2` with two threads. Those of the same name are expected to take as long. */
  readonly device: string;
  /** Loaded, and waiting for a batch. */
  readonly isIdle: boolean;
  readonly isLoaded: boolean;
  /** Milliseconds until it may be loaded again; 0 while it is loaded or about to be. */
  readonly downForMs: number;
  /**
   * @throws InferenceError where the process ended or was ended in the middle; ModelRefused where the model gave an error
   */
  run(batch: Batch): Promise<BatchResult>;
  stop(): void;
}

/** The model itself gave an error; its process lives on. */
export class ModelRefused extends Error {}
