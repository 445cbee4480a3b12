import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deviceHere, deviceName, lackOfCuda, parseDevice } from '../../../server/inference/models/devices.ts';
import { findOnnxRuntime } from '../../../server/inference/onnx-runtime.ts';
import { serveModel } from '../../bed/inference-server.ts';
import { classifier, writeModel } from '../../bed/onnx-models.ts';
import { repository } from '../../bed/paths.ts';

const binding = '/ort/onnxruntime_binding.node';
const gpu = '/dev/nvidiactl';
const libraries = ['/ort/libonnxruntime_providers_shared.so', '/ort/libonnxruntime_providers_cuda.so'];
const machine = (files: string[], platform = 'linux-x64') => ({
  platform,
  exists: (path: string) => files.includes(path),
});
const cuda = { provider: 'cuda', threads: 0 } as const;
const auto = { provider: 'auto', threads: 0 } as const;

describe('a device in words', () => {
  test.each([
    ['cpu', { provider: 'cpu', threads: 0 }],
    ['cpu:2', { provider: 'cpu', threads: 2 }],
    ['auto', auto],
    ['cuda', cuda],
  ])('%s', (text, device) => expect(parseDevice(text)).toEqual(device));

  test.each(['', 'tpu', 'cpu:', 'cpu:x', 'cpu:2:3', 'cpu:257', 'cuda:0'])('"%s" is none', (text) =>
    expect(parseDevice(text)).toBeNull(),
  );

  test('names what is expected to be as fast', () => {
    expect([deviceName({ provider: 'cpu', threads: 2 }), deviceName(cuda)]).toEqual(['cpu:2', 'cuda']);
  });
});

describe('CUDA', () => {
  test('is computed with where driver and provider are there, and chosen by itself then', () => {
    const here = machine([gpu, ...libraries]);
    expect([deviceHere(cuda, binding, here), deviceHere(auto, binding, here)]).toEqual([cuda, cuda]);
  });

  test.each([
    ['on another platform', machine([gpu, ...libraries], 'darwin-arm64'), 'and this is darwin-arm64.'],
    ['without a GPU', machine(libraries), 'found no /dev/nvidiactl.'],
    ['without the provider', machine([gpu]), 'found no libonnxruntime_providers_shared.so in /ort.'],
  ])('is missing %s: it is said, and auto is the CPU', (_, here, why) => {
    expect(() => deviceHere(cuda, binding, here)).toThrow(why);
    expect(deviceHere(auto, binding, here)).toEqual({ provider: 'cpu', threads: 0 });
  });
});

test.runIf(lackOfCuda(findOnnxRuntime(join(repository, 'dist/server'))) !== null)(
  'a model is not served on CUDA where that is missing',
  async () => {
    await expect(serveModel(writeModel('m', classifier()), '--device', 'cuda')).rejects.toThrow('SLW-DEVICE');
  },
);

test.runIf(platform() === 'linux' && arch() === 'x64')(
  'a provider that this ONNX Runtime lacks is refused, instead of the CPU computing in silence',
  async () => {
    await expect(serveModel(writeModel('m', classifier()), '--device', 'coreml')).rejects.toThrow(
      'ONNX Runtime for this machine has no "coreml"; expected one of cpu, webgpu, cuda',
    );
  },
);
