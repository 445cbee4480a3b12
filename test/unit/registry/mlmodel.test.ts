import { expect, test } from 'vitest';
import { namedTensors, readMlmodel } from '../../../server/registry/mlmodel.ts';

/** As MLflow 3.17 writes it for a pipeline of scikit-learn. */
const written = `flavors:
  python_function:
    loader_module: mlflow.sklearn
    model_path: model.skops
  sklearn:
    sklearn_version: 1.9.1
signature:
  inputs: '[{"type": "double", "name": "amount", "required": true}, {"type": "long",
    "name": "age", "required": true}, {"type": "string", "name": "country"}, {"type": "array", "items": {"type": "double"}, "name": "tags"}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 3]}}]'
  params: null
`;

test('columns and tensors have the names and types that MLServer gives them', () => {
  expect(readMlmodel(written)).toEqual({
    loader: 'mlflow.sklearn',
    inputs: [
      { name: 'amount', datatype: 'FP64', shape: [-1, 1] },
      { name: 'age', datatype: 'INT64', shape: [-1, 1] },
      { name: 'country', datatype: 'BYTES', shape: [-1, 1] },
      { name: 'tags', datatype: 'BYTES', shape: [-1, 1] },
    ],
    outputs: [{ name: null, datatype: 'FP32', shape: [-1, 3] }],
  });
});

test('a model without a signature, or without a Python function, has none', () => {
  expect(readMlmodel('flavors: {python_function: {loader_module: m}}')).toEqual({
    loader: 'm',
    inputs: null,
    outputs: null,
  });
  expect(readMlmodel('flavors: {sklearn: {}}\nsignature: {inputs: "[", outputs: 3}')).toEqual({
    loader: null,
    inputs: null,
    outputs: null,
  });
});

test.each(['', '[]', '{', 'text'])('%j is no such file', (text) => {
  expect(readMlmodel(text)).toBeNull();
});

test('what has no name gets the one that MLServer gives it', () => {
  const tensors = [
    { name: 'amount', datatype: 'FP64', shape: [-1, 1] } as const,
    { name: null, datatype: 'FP32', shape: [-1] } as const,
  ].map((tensor) => ({ ...tensor, shape: [...tensor.shape] }));
  expect(namedTensors(tensors, 'output').map(({ name }) => name)).toEqual(['amount', 'output-1']);
});
