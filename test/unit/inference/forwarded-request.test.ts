import { describe, expect, test } from 'vitest';
import type { MlserverPlan } from '../../../schemas/protocol/inference.ts';
import {
  answeredOutputs,
  forwardedBody,
  likeDeclared,
} from '../../../server/inference/mlserver/forwarded-request.ts';
import { ModelRefused } from '../../../server/inference/models/replica.ts';
import type { Datatype } from '../../../server/oip/datatype.ts';
import { bytesOfElements, jsonOfTensor } from '../../../server/oip/json-elements.ts';
import type { TensorBytes } from '../../../server/oip/tensor.ts';

function tensor(datatype: Datatype, shape: number[], elements: unknown[]): TensorBytes {
  const bytes = bytesOfElements(datatype, elements, 'x');
  return { shape, chunks: [bytes], byteLength: bytes.byteLength };
}

function plan(change: Partial<MlserverPlan> = {}): MlserverPlan {
  return {
    runtime: 'mlflow',
    interpreter: '/venv/bin/python',
    folder: '/state',
    inputs: [
      { name: 'amount', calledThere: 'input-0', datatype: 'FP64', shape: [-1, 1] },
      { name: 'id', calledThere: 'id', datatype: 'INT64', shape: [-1, 1] },
    ],
    outputs: [
      { name: 'label', calledThere: 'output-0', datatype: 'INT64', shape: [-1] },
      { name: 'score', calledThere: 'score', datatype: 'FP64', shape: [-1] },
    ],
    ...change,
  };
}

const batch = (amount: unknown[], id: unknown[]) => ({
  inputs: [tensor('FP64', [amount.length, 1], amount), tensor('INT64', [id.length, 1], id)],
  outputs: [0, 1],
});

describe('what MLServer is sent', () => {
  test('has its names, NaN as null, and all digits of an integer', () => {
    expect(forwardedBody(plan(), batch([0.5, null], [9007199254740993n, 2]))).toBe(
      '{"inputs":[{"name":"input-0","datatype":"FP64","shape":[2,1],"data":[0.5,null]},{"name":"id","datatype":"INT64","shape":[2,1],"data":[9007199254740993,2]}]}',
    );
  });

  test('of an estimator in a pickle, the functions that are wanted', () => {
    const outputs = [
      { name: 'predict', calledThere: 'predict', datatype: 'INT64', shape: [-1] },
      { name: 'predict_proba', calledThere: 'predict_proba', datatype: 'FP64', shape: [-1, 2] },
    ];
    const body = forwardedBody(plan({ runtime: 'sklearn', outputs }), { ...batch([1], [1]), outputs: [1] });
    expect(JSON.parse(body)).toMatchObject({ outputs: [{ name: 'predict_proba' }] });
  });

  test('holds no infinite number, of which its JSON knows nothing', () => {
    const sent = () => forwardedBody(plan(), batch([Number.POSITIVE_INFINITY], [1]));
    expect(sent).toThrow(ModelRefused);
    expect(sent).toThrow('amount holds an infinite number');
  });
});

describe('what MLServer answers', () => {
  const answer = (...outputs: object[]) => JSON.stringify({ model_name: 'm', outputs });
  const label = { name: 'output-1', datatype: 'INT64', shape: [2, 1], data: [1, 0] };
  const score = { name: 'score', datatype: 'FP64', shape: [2, 1], data: [0.25, null] };
  const listed = (wanted: number[], text: string) =>
    answeredOutputs(plan(), wanted, text).map((found, position) => {
      const { name, datatype } = plan().outputs[wanted[position] ?? 0] ?? { name: '', datatype: 'FP32' };
      return [found.shape, jsonOfTensor(datatype as Datatype, found, name)];
    });

  test('is known by its names, and where it has none by its order, in the shape of the signature', () => {
    expect(listed([0, 1], answer(label, score))).toEqual([
      [[2], '[1,0]'],
      [[2], '[0.25,null]'],
    ]);
    expect(listed([1], answer(score, label))).toEqual([[[2], '[0.25,null]']]);
  });

  test('keeps all digits of an integer', () => {
    const text = answer({ ...label, data: ['LONG', 0] }, score).replace('"LONG"', '9007199254740993');
    expect(listed([0], text)).toEqual([[[2], '[9007199254740993,0]']]);
  });

  test('may be narrower than the signature says, and not another type', () => {
    expect(listed([1], answer(label, { ...score, datatype: 'FP32' }))).toEqual([[[2], '[0.25,null]']]);
    expect(() => listed([0], answer({ ...label, datatype: 'FP64' }, score))).toThrow(
      'The signature says that output label is INT64, and the model gave FP64.',
    );
  });

  test.each([
    ['no JSON', 'oops'],
    ['no outputs', '{"outputs": 3}'],
    ['fewer outputs', answer(label)],
    ['an output without a shape', answer({ ...label, shape: undefined }, score)],
    ['fewer elements than the shape says', answer({ ...label, data: [1] }, score)],
  ])('is refused where it is %s', (_, text) => {
    expect(() => listed([0, 1], text)).toThrow(ModelRefused);
  });
});

test.each([
  [[3, 1], [-1], [3]],
  [[3], [-1, 1], [3, 1]],
  [
    [3, 1, 2],
    [-1, 2],
    [3, 2],
  ],
  [[1, 1], [-1], [1]],
  [[3, 4], [-1], [3, 4]],
  [
    [3, 2],
    [-1, 2],
    [3, 2],
  ],
  [[3, 1], null, [3, 1]],
])('a shape %j, declared as %j, is %j', (given, declared, shape) => {
  expect(likeDeclared(given, declared)).toEqual(shape);
});
