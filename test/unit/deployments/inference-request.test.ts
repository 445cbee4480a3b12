import { describe, expect, test } from 'vitest';
import type { TensorField } from '../../../schemas/protocol/deployments.ts';
import {
  elementProblem,
  inferenceBody,
  inferenceUrl,
  layoutOf,
  sampleTensors,
} from '../../../schemas/protocol/inference-request.ts';
import type { Datatype } from '../../../server/oip/datatype.ts';
import { parseInferRequest } from '../../../server/oip/infer-request.ts';

const tensor = (change: Partial<TensorField> = {}): TensorField => ({
  name: 'x',
  datatype: 'FP32',
  shape: [-1, 2],
  columns: ['amount', 'age'],
  ...change,
});

describe('a tensor is asked for', () => {
  test.each<[string, Partial<TensorField>, ReturnType<typeof layoutOf>]>([
    ['by the names of its columns', {}, { kind: 'fields', columns: ['amount', 'age'] }],
    [
      'by place where the manifest names none',
      { columns: [] },
      { kind: 'fields', columns: ['x[0]', 'x[1]'] },
    ],
    [
      'by its own name where a row is one value',
      { shape: [-1], columns: [] },
      { kind: 'fields', columns: ['x'] },
    ],
    ['by its own name where it is a scalar', { shape: [], columns: [] }, { kind: 'fields', columns: ['x'] }],
    ['as a list where a row is long', { shape: [1, 3, 32, 32] }, { kind: 'list', count: 3072 }],
    [
      'as a list of any length where another dimension is free',
      { shape: [-1, -1] },
      { kind: 'list', count: null },
    ],
    ['only as JSON where several are', { shape: [-1, -1, -1] }, { kind: 'raw' }],
  ])('%s', (_how, change, layout) => {
    expect(layoutOf(tensor(change))).toEqual(layout);
  });
});

test.each([
  ['FP32', '0.5', null],
  ['FP32', '-1e-3', null],
  ['FP32', '.5', 'number'],
  ['FP32', '0x10', 'number'],
  ['FP32', 'NaN', 'number'],
  ['FP32', '', 'number'],
  ['INT8', '-128', null],
  ['INT8', '128', 'range'],
  ['UINT8', '-1', 'range'],
  ['INT32', '1.5', 'integer'],
  ['INT64', '9223372036854775807', null],
  ['INT64', '9223372036854775808', 'range'],
  ['BOOL', 'true', null],
  ['BOOL', '1', 'boolean'],
  ['BYTES', 'any "text"', null],
])('of %s, %j is told as %s', (datatype, text, problem) => {
  expect(elementProblem(datatype, text)).toBe(problem);
});

describe('the body of a request', () => {
  test('has a row of each input, and keeps all digits and all letters', () => {
    const inputs = [
      tensor(),
      tensor({ name: 'id', datatype: 'INT64', shape: [-1], columns: [] }),
      tensor({ name: 'text', datatype: 'BYTES', shape: [-1, 1], columns: [] }),
    ];
    const body = inferenceBody(inputs, [
      { name: 'x', elements: ['1', ' 2.50 ', '3', '4'] },
      { name: 'id', elements: ['9223372036854775807', '2'] },
      { name: 'text', elements: ['say "hi"\n', 'żółć'] },
    ]);
    expect(body).toContain('9223372036854775807');
    expect(JSON.parse(body).inputs).toMatchObject([
      { name: 'x', shape: [2, 2], datatype: 'FP32', data: [1, 2.5, 3, 4] },
      { name: 'id', shape: [2], datatype: 'INT64' },
      { name: 'text', shape: [2, 1], datatype: 'BYTES', data: ['say "hi"\n', 'żółć'] },
    ]);
  });

  test.each([
    [[-1, -1], 5, [1, 5]],
    [[2, -1], 6, [2, 3]],
    [[], 1, []],
    [[1, 3], 3, [1, 3]],
  ])('of shape %j with %i elements says %j', (shape, count, said) => {
    const elements = Array.from({ length: count }, () => '0');
    const body = inferenceBody([tensor({ shape })], [{ name: 'x', elements }]);
    expect(JSON.parse(body).inputs[0].shape).toEqual(said);
  });

  test.each<Datatype>(['BOOL', 'INT8', 'UINT64', 'FP16', 'FP32', 'FP64', 'BYTES'])(
    'of a sample of %s is read by the inference server',
    (datatype) => {
      const inputs = [tensor({ datatype }), tensor({ name: 'y', datatype, shape: [-1], columns: [] })];
      const body = Buffer.from(inferenceBody(inputs, sampleTensors(inputs)));
      const specs = inputs.map(({ name, shape }) => ({ name, datatype, shape }));
      const read = parseInferRequest([body], null, { inputs: specs, outputs: specs });
      expect(read.inputs.map(({ shape }) => shape)).toEqual([[1, 2], [1]]);
    },
  );
});

test('a model answers below the base of its target', () => {
  expect(inferenceUrl('http://127.0.0.1:8085/', 'my model')).toBe(
    'http://127.0.0.1:8085/v2/models/my%20model/infer',
  );
});
