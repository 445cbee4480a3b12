import { existsSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { type Provider, providers, type ReplicaDevice } from '../../model-link/replica-device.ts';
import { InferenceError } from '../inference-error.ts';

/** What a replica is asked to compute on; `auto`: the fastest that there is. */
export interface WantedDevice extends Omit<ReplicaDevice, 'provider'> {
  provider: Provider | 'auto';
}

/** What is known of this machine without running anything. */
export interface Machine {
  /** As Node names them, `linux-x64`. */
  platform: string;
  exists: (path: string) => boolean;
}

const thisMachine: Machine = { platform: `${platform()}-${arch()}`, exists: existsSync };

/** The device that was asked for is not here. */
export class DeviceMissing extends InferenceError {
  constructor(message: string) {
    super(503, message);
  }
}

/** What `parseDevice` takes. */
export const expectedDevice = 'auto, cpu, cpu:THREADS, cuda, webgpu, dml or coreml';

/** `cpu:2` is the CPU with two threads, `cpu` with as many as ONNX Runtime chooses. Null for what is none. */
export function parseDevice(text: string): WantedDevice | null {
  const [name = '', threads = '0', more] = text.trim().split(':');
  const provider = (['auto', ...providers] as const).find((provider) => provider === name);
  if (provider === undefined || more !== undefined || !/^\d{1,3}$/.test(threads)) return null;
  // Elsewhere the threads of the CPU do not matter.
  if (text.includes(':') && (provider !== 'cpu' || Number(threads) > 256)) return null;
  return { provider, threads: Number(threads) };
}

/** At least `min` and at most `max` replicas on each of the devices. */
export function replicasBetween(
  devices: readonly WantedDevice[],
  min: number,
  max: number,
): { devices: WantedDevice[]; minReplicas: number } {
  return {
    devices: Array.from({ length: max }, () => devices).flat(),
    minReplicas: min * devices.length,
  };
}

/**
 * The device that a replica is to be loaded on.
 * @param binding ONNX Runtime's native module: what it computes with on a GPU lies beside it
 * @throws DeviceMissing where that is CUDA, and it cannot be here; of the others ONNX Runtime tells when it loads the model
 */
export function deviceHere(wanted: WantedDevice, binding: string, machine = thisMachine): ReplicaDevice {
  const { provider, threads } = wanted;
  if (provider !== 'auto' && provider !== 'cuda') return { provider, threads };
  const lacks = lackOfCuda(binding, machine);
  if (lacks === null) return { provider: 'cuda', threads };
  if (provider === 'auto') return { provider: 'cpu', threads };
  throw new DeviceMissing(
    `The model cannot be loaded on "cuda": ${lacks} Use "cpu", or "auto" for whatever there is.`,
  );
}

/** What CUDA needs and this machine has not; null where all seems to be there. */
export function lackOfCuda(binding: string, { platform, exists }: Machine = thisMachine): string | null {
  if (platform !== 'linux-x64')
    return `ONNX Runtime for Node computes with CUDA on linux-x64, and this is ${platform}.`;
  // The driver makes it.
  if (!exists('/dev/nvidiactl')) return 'expected an NVIDIA GPU and its driver, found no /dev/nvidiactl.';
  const folder = dirname(binding);
  const library = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'].find(
    (name) => !exists(join(folder, name)),
  );
  return library === undefined
    ? null
    : `expected ONNX Runtime's CUDA provider, found no ${library} in ${folder}. The package onnxruntime-node downloads it where ONNXRUNTIME_NODE_INSTALL=skip is not set; CUDA 12 and cuDNN 9 must be installed beside it.`;
}

/** `cpu:2`; replicas of the same name are expected to take as long. */
export function deviceName({ provider, threads }: ReplicaDevice): string {
  return provider === 'cpu' && threads > 0 ? `cpu:${threads}` : provider;
}
