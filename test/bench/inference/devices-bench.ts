/**
 * The CPU against CUDA: one model of three layers of 2,048 by 2,048, one row a request, 64 connections. Needs a GPU, and ONNX Runtime's CUDA
 * provider; without them it says so and measures nothing.
 */
import { join } from 'node:path';
import { lackOfCuda } from '../../../server/inference/models/devices.ts';
import { findOnnxRuntime } from '../../../server/inference/onnx-runtime.ts';
import { serveModel } from '../../bed/inference-server.ts';
import { writeModel } from '../../bed/onnx-models.ts';
import { repository } from '../../bed/paths.ts';
import { percentile, report } from '../figures.ts';
import { type Load, load } from './load.ts';

const width = 2_048;
const layers = ['a', 'b', 'c'];
const lacks = lackOfCuda(findOnnxRuntime(join(repository, 'dist/server')));
if (lacks === null) await compare();
else console.error(`devices-bench measures nothing: ${lacks}`);

async function compare(): Promise<void> {
  const cpu = await loadOn('cpu');
  const cuda = await loadOn('cuda');
  const mixed = await loadOn('cuda,cpu');
  const figure = (of: string, { perSecond }: Load) =>
    report({
      figure: `serve.layers.64.perSecond.${of}`,
      value: perSecond,
      unit: '1/s',
      target: null,
      peer: { name: 'cpu', value: cpu.perSecond },
    });
  figure('cuda', cuda);
  figure('cuda+cpu', mixed);
  report({
    figure: 'serve.layers.64.p99.cuda',
    value: percentile(cuda.latencies, 99),
    unit: 'ms',
    target: null,
    peer: { name: 'cpu', value: percentile(cpu.latencies, 99) },
  });
}

async function loadOn(devices: string): Promise<Load> {
  const served = await serveModel(model(), '--device', devices);
  const data = Array.from({ length: width }, (_, index) => Math.sin(index));
  const inputs = [{ name: 'x', shape: [1, width], datatype: 'FP32', data }];
  const loaded = await load(
    {
      port: Number(new URL(served.url).port),
      path: `/v2/models/${served.model}/infer`,
      headers: { 'Content-Type': 'application/json' },
      body: Buffer.from(JSON.stringify({ inputs })),
    },
    64,
    { warmUpMs: 3_000, forMs: 5_000 },
  );
  await served.stop();
  if (loaded.failures > 0) throw new Error(`${devices}: ${loaded.failures} requests failed`);
  return loaded;
}

function model(): string {
  const data = Float32Array.from({ length: width * width }, (_, index) => Math.sin(index) / width);
  return writeModel('layers', {
    nodes: layers.map((name, index) => ({
      op: 'MatMul',
      inputs: [layers[index - 1] === undefined ? 'x' : `y${index - 1}`, name],
      outputs: [index === layers.length - 1 ? 'y' : `y${index}`],
    })),
    inputs: [{ name: 'x', type: 'FP32', shape: ['N', width] }],
    outputs: [{ name: 'y', type: 'FP32', shape: ['N', width] }],
    weights: layers.map((name) => ({ name, shape: [width, width], data })),
  });
}
