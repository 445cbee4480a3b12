import { describe, expect, test } from 'vitest';
import { signatureCompatible } from '../../../server/gates/signature.ts';
import type { OnnxGraph } from '../../../server/onnx/model-graph.ts';

const tensor = (name: string, datatype: 'FP32' | 'INT64' = 'FP32', shape = [-1, 2]) => ({
  name,
  datatype,
  shape,
});
const graph = (inputs: OnnxGraph['inputs'], outputs: OnnxGraph['outputs'] = [tensor('y')]): OnnxGraph => ({
  inputs,
  outputs,
});
const declared = { inputs: [tensor('x')], outputs: [tensor('y')] };

describe('a model is compatible', () => {
  test.each([
    ['with what is declared', graph([tensor('x')]), null],
    ['with an output that nobody needs', graph([tensor('x')], [tensor('y'), tensor('z')]), null],
    ['where a dimension is free in one of the two', graph([tensor('x', 'FP32', [8, -1])]), null],
    ['where its rank is not known', graph([{ name: 'x', datatype: 'FP32', shape: null }]), null],
    ['with a live version that gives less', graph([tensor('x')]), graph([tensor('x')], [])],
  ])('%s', (_, model, live) => {
    expect(signatureCompatible(declared, model, live)).toEqual({ value: true });
  });
});

describe('a model is not', () => {
  test.each([
    ['without a declared input', graph([]), null, 'the model has no input "x", which the manifest declares'],
    ['without a declared output', graph([tensor('x')], []), null, 'the model has no output "y", which'],
    ['with another datatype', graph([tensor('x', 'INT64')]), null, '"x" is INT64 [-1, 2] in the model'],
    ['with another shape', graph([tensor('x', 'FP32', [-1, 3])]), null, '"x" is FP32 [-1, 3] in the model'],
    ['with another rank', graph([tensor('x', 'FP32', [-1])]), null, '"x" is FP32 [-1] in the model'],
    ['with an input more', graph([tensor('x'), tensor('mask')]), null, 'the model also takes "mask"'],
    [
      'without an input of the live one',
      graph([tensor('x')]),
      graph([tensor('x'), tensor('w')]),
      'the live version has the input "w", and this one has not',
    ],
    [
      'without an output of the live one',
      graph([tensor('x')]),
      graph([tensor('x')], [tensor('y'), tensor('label', 'INT64')]),
      'the live version has the output "label", and this one has not',
    ],
    [
      'that takes what requests to the live one do not hold',
      graph([tensor('x')]),
      graph([]),
      'it takes "x", which requests to the live version do not hold',
    ],
  ])('%s', (_, model, live, because) => {
    expect(signatureCompatible(declared, model, live)).toMatchObject({
      value: false,
      because: expect.stringContaining(because),
    });
  });
});
