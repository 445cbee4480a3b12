/**
 * The CPU against the GPU, by CUDA and by WebGPU (Vulkan): a model of six layers of 4,096 by 4,096 (0.2 GFLOP a
 * row), one row of 64 numbers a request, 64 connections.
 * Without a GPU, or what ONNX Runtime needs to compute on it, it says so and measures nothing.
 */
import { infer, serveModel } from '../../bed/inference-server.ts';
import { writeModel } from '../../bed/onnx-models.ts';
import { percentile, report } from '../figures.ts';
import { type Load, load } from './load.ts';

const width = 4_096;
/** Of the input. */
const columns = 64;
const outputs = 8;
const layers = 6;
/** Answers of a GPU and of the CPU differ by no more than this, relative to the largest. */
const tolerance = 1e-3;

const onGpu: [name: string, load: Load, answer: number[]][] = [];
for (const gpu of ['cuda', 'webgpu']) {
  const measured = await loadOn(gpu).catch((error: unknown) => {
    console.error(`devices-bench does not measure ${gpu}: ${error instanceof Error ? error.message : error}`);
    return null;
  });
  if (measured) onGpu.push([gpu, ...measured]);
}
if (onGpu.length > 0) await compare();

async function compare(): Promise<void> {
  const [cpu, expected] = await loadOn('cpu');
  for (const [gpu, alone, answer] of onGpu) {
    const largest = Math.max(...expected.map(Math.abs));
    const differs =
      answer.length !== outputs ||
      answer.some((value, index) => Math.abs(value - (expected[index] ?? 0)) > tolerance * largest);
    if (differs) throw new Error(`${gpu} answers otherwise than the CPU`);
    const [mixed] = await loadOn(`${gpu},cpu`);
    const perSecond = (of: string, { perSecond: value }: Load) =>
      report({
        figure: `serve.layers.64.perSecond.${of}`,
        value,
        unit: '1/s',
        target: null,
        peer: { name: 'cpu', value: cpu.perSecond },
      });
    perSecond(gpu, alone);
    perSecond(`${gpu}+cpu`, mixed);
    report({
      figure: `serve.layers.64.p99.${gpu}`,
      value: percentile(alone.latencies, 99),
      unit: 'ms',
      target: null,
      peer: { name: 'cpu', value: percentile(cpu.latencies, 99) },
    });
  }
}

/** The load, and the answer to one request. */
async function loadOn(devices: string): Promise<[Load, number[]]> {
  const served = await serveModel(model(), '--device', devices);
  const data = Array.from({ length: columns }, (_, index) => Math.sin(index));
  const inputs = [{ name: 'x', shape: [1, columns], datatype: 'FP32', data }];
  try {
    const { status, body } = await infer(served, inputs);
    if (status !== 200) throw new Error(`${devices}: ${body.error}`);
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
    if (loaded.failures > 0) throw new Error(`${devices}: ${loaded.failures} requests failed`);
    return [loaded, (body.outputs?.[0]?.data ?? []) as number[]];
  } finally {
    await served.stop();
  }
}

/** Linear layers one after another, from `columns` to `outputs`, none of which makes its rows much longer or shorter. */
function model(): string {
  const sizes = [columns, ...Array.from({ length: layers + 1 }, () => width), outputs];
  const matrices = sizes.slice(1).map((to, index) => {
    const from = sizes[index] ?? 0;
    const data = Float32Array.from({ length: from * to }, (_, at) => (2 * Math.sin(at)) / from);
    return { name: `W${index}`, shape: [from, to], data };
  });
  const last = matrices.length - 1;
  return writeModel('layers', {
    nodes: matrices.map(({ name }, index) => ({
      op: 'MatMul',
      inputs: [index === 0 ? 'x' : `y${index - 1}`, name],
      outputs: [index === last ? 'y' : `y${index}`],
    })),
    inputs: [{ name: 'x', type: 'FP32', shape: ['N', columns] }],
    outputs: [{ name: 'y', type: 'FP32', shape: ['N', outputs] }],
    weights: matrices,
  });
}
