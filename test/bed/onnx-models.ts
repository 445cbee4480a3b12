import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** ONNX's `TensorProto.DataType` of the types that tests need. */
const elementTypes = {
  FP32: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  BYTES: 8,
  BOOL: 9,
  FP16: 10,
  FP64: 11,
  UINT32: 12,
  UINT64: 13,
} as const;

export type OnnxType = keyof typeof elementTypes;
export const onnxTypes = Object.keys(elementTypes) as OnnxType[];

interface TensorInfo {
  name: string;
  type: OnnxType;
  /** A text is a dimension that is free. */
  shape: (number | string)[];
}

interface OnnxNode {
  op: string;
  inputs: string[];
  outputs: string[];
  body?: OnnxGraph;
}

interface OnnxGraph {
  nodes: OnnxNode[];
  inputs: TensorInfo[];
  outputs: TensorInfo[];
  /** `location`: the file beside the model that holds the data. */
  weights?: { name: string; shape: number[]; data: Float32Array; location?: string }[];
}

/** proba = softmax(x W), of rows with two columns. */
export const classifier = (factor = 1): OnnxGraph => ({
  nodes: [
    { op: 'MatMul', inputs: ['x', 'W'], outputs: ['z'] },
    { op: 'Softmax', inputs: ['z'], outputs: ['proba'] },
  ],
  inputs: [{ name: 'x', type: 'FP32', shape: ['N', 2] }],
  outputs: [{ name: 'proba', type: 'FP32', shape: ['N', 2] }],
  weights: [{ name: 'W', shape: [2, 2], data: Float32Array.of(factor, 0, 0, -factor) }],
});

/** y = x, of whatever type and rank one. */
export const identity = (type: OnnxType): OnnxGraph => ({
  nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  inputs: [{ name: 'x', type, shape: ['N'] }],
  outputs: [{ name: 'y', type, shape: ['N'] }],
});

/** Counts to `n` one by one: as slow as a request wants it. */
export const counter: OnnxGraph = {
  nodes: [
    {
      op: 'Loop',
      inputs: ['n', '', 'zero'],
      outputs: ['sum'],
      body: {
        nodes: [
          { op: 'Identity', inputs: ['go'], outputs: ['on'] },
          { op: 'Add', inputs: ['so_far', 'one'], outputs: ['next'] },
        ],
        inputs: [
          { name: 'i', type: 'INT64', shape: [] },
          { name: 'go', type: 'BOOL', shape: [] },
          { name: 'so_far', type: 'FP32', shape: [1] },
        ],
        outputs: [
          { name: 'on', type: 'BOOL', shape: [] },
          { name: 'next', type: 'FP32', shape: [1] },
        ],
      },
    },
  ],
  inputs: [{ name: 'n', type: 'INT64', shape: [] }],
  outputs: [{ name: 'sum', type: 'FP32', shape: [1] }],
  weights: [
    { name: 'zero', shape: [1], data: Float32Array.of(0) },
    { name: 'one', shape: [1], data: Float32Array.of(1) },
  ],
};

/** Says that its rows are free, and gives their sum: what may not be batched, and cannot be known from the file. */
export const columnSums: OnnxGraph = {
  nodes: [{ op: 'ReduceSum', inputs: ['x'], outputs: ['sum'] }],
  inputs: [{ name: 'x', type: 'FP32', shape: ['', 2] }],
  outputs: [{ name: 'sum', type: 'FP32', shape: ['', ''] }],
};

/** Gathers columns; an index out of range is an error of the model's. */
export const gather: OnnxGraph = {
  nodes: [{ op: 'Gather', inputs: ['table', 'index'], outputs: ['value'] }],
  inputs: [{ name: 'index', type: 'INT64', shape: ['N'] }],
  outputs: [{ name: 'value', type: 'FP32', shape: ['N'] }],
  weights: [{ name: 'table', shape: [3], data: Float32Array.of(10, 20, 30) }],
};

/** The mean of an image: nothing but reading it. */
export const imageMean: OnnxGraph = {
  nodes: [{ op: 'GlobalAveragePool', inputs: ['x'], outputs: ['mean'] }],
  inputs: [{ name: 'x', type: 'FP32', shape: ['N', 3, 224, 224] }],
  outputs: [{ name: 'mean', type: 'FP32', shape: ['N', 3, 1, 1] }],
};

/** Writes the model to a folder of its own; returns its path. */
export function writeModel(name: string, graph: OnnxGraph): string {
  const file = join(mkdtempSync(join(tmpdir(), 'slipway-model-')), `${name}.onnx`);
  const opset = message([number(2, 17)]);
  writeFileSync(file, message([number(1, 9), bytes(8, opset), bytes(7, graphOf(graph, name))]));
  return file;
}

function graphOf({ nodes, inputs, outputs, weights = [] }: OnnxGraph, name: string): Buffer {
  return message([
    ...nodes.map((node) => bytes(1, nodeOf(node))),
    bytes(2, Buffer.from(name)),
    ...weights.map(({ name: weight, shape, data, location }) =>
      bytes(
        5,
        message([
          ...shape.map((size) => number(1, size)),
          number(2, elementTypes.FP32),
          bytes(8, Buffer.from(weight)),
          ...(location === undefined
            ? [bytes(9, Buffer.from(data.buffer))]
            : [
                bytes(13, message([bytes(1, Buffer.from('location')), bytes(2, Buffer.from(location))])),
                number(14, 1),
              ]),
        ]),
      ),
    ),
    ...inputs.map((tensor) => bytes(11, infoOf(tensor))),
    ...outputs.map((tensor) => bytes(12, infoOf(tensor))),
  ]);
}

function nodeOf({ op, inputs, outputs, body }: OnnxNode): Buffer {
  return message([
    ...inputs.map((input) => bytes(1, Buffer.from(input))),
    ...outputs.map((output) => bytes(2, Buffer.from(output))),
    bytes(4, Buffer.from(op)),
    ...(body
      ? [bytes(5, message([bytes(1, Buffer.from('body')), bytes(6, graphOf(body, 'body')), number(20, 5)]))]
      : []),
  ]);
}

function infoOf({ name, type, shape }: TensorInfo): Buffer {
  const dimensions = shape.map((size) =>
    bytes(1, message([typeof size === 'number' ? number(1, size) : bytes(2, Buffer.from(size))])),
  );
  const tensor = message([number(1, elementTypes[type]), bytes(2, message(dimensions))]);
  return message([bytes(1, Buffer.from(name)), bytes(2, message([bytes(1, tensor)]))]);
}

function message(fields: Buffer[]): Buffer {
  return Buffer.concat(fields);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);
}

function varint(value: number): Buffer {
  const groups: number[] = [];
  let rest = value;
  do {
    groups.push((rest % 128) | (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from(groups);
}
