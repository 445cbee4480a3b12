/** ONNX Runtime's execution providers that models are run on. */
export const providers = ['cpu', 'cuda', 'webgpu', 'dml', 'coreml'] as const;

export type Provider = (typeof providers)[number];

/** Where a replica computes. */
export interface ReplicaDevice {
  provider: Provider;
  /** Of ONNX Runtime on the CPU, within one run; 0 leaves it to ONNX Runtime. */
  threads: number;
}
