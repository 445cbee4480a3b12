import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exampleEnv } from '../../bed/example-env.ts';

const python = await exampleEnv();
const helpers = join(import.meta.dirname, '../../../server/python/helpers');

interface Compared {
  agrees: boolean;
  outputs: { compares: string; maxAbsoluteDifference: number | null; differing: number }[];
  worst: { row: number; original: string; onnx: string }[];
}

/** Python values; `numbers` are those of the rows. */
function compare(original: string, onnx: string, numbers = 'np.arange(len(a))'): Compared {
  if ('skipped' in python) throw new Error(python.skipped);
  const code = `
import json, numpy as np
from numpy import inf, nan
from onnx_conversion.comparison import compare
a, b = np.array(${original}), np.array(${onnx})
print(json.dumps(compare({"y": a}, {"y": b}, "float32", None, None, ${numbers}), allow_nan=False))`;
  const env = { ...python.env, PYTHONPATH: helpers };
  return JSON.parse(execFileSync(python.python, ['-c', code], { env, encoding: 'utf8' })) as Compared;
}

describe.skipIf('skipped' in python)('answers that are compared', () => {
  test.each([
    ['within the relative tolerance', '[1000.0]', '[1000.09]', true],
    ['beyond it', '[1000.0]', '[1000.2]', false],
    ['within the absolute tolerance around 0', '[0.0]', '[9e-6]', true],
    ['beyond it', '[0.0]', '[2e-5]', false],
    ['NaN and NaN', '[nan]', '[nan]', true],
    ['a number and NaN', '[1.0]', '[nan]', false],
    ['NaN and a number', '[nan]', '[1.0]', false],
    ['a number and infinity', '[1.0]', '[inf]', false],
    ['infinity and a number', '[inf]', '[1.0]', false],
    ['infinity of either sign', '[inf]', '[-inf]', false],
    ['equal labels', '["a", "b"]', '["a", "b"]', true],
    ['another label', '["a", "b"]', '["a", "c"]', false],
    ['labels that are truths, as ONNX gives them', '[True, False]', '[1, 0]', true],
    ['integers that are near', '[1000000]', '[1000001]', false],
  ])('%s', (_, original, onnx, agrees) => {
    expect(compare(original, onnx).agrees).toBe(agrees);
  });

  test('the worst rows come first, by their number in the data', () => {
    const { outputs, worst } = compare(
      '[[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]',
      '[[1.0, 0.0], [1.1, 0.0], [1.0, 0.5]]',
      '[0, 50, 100]',
    );
    expect(outputs).toMatchObject([{ compares: 'numbers', maxAbsoluteDifference: 0.5, differing: 2 }]);
    expect(worst).toEqual([
      { row: 100, output: 'y', original: '[1, 0]', onnx: '[1, 0.5]' },
      { row: 50, output: 'y', original: '[1, 0]', onnx: '[1.1, 0]' },
    ]);
  });
});
