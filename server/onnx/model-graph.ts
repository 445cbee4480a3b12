import { closeSync, fstatSync, openSync } from 'node:fs';
import { type GraphTensor, readTensor } from './tensor-type.ts';
import { type FileField, WireFile } from './wire-file.ts';

export interface OnnxGraph {
  inputs: GraphTensor[];
  outputs: GraphTensor[];
}

/** Field numbers of ONNX's `ModelProto`, `GraphProto`, `TensorProto`. */
const modelGraph = 7;
const graphInitializer = 5;
const graphInput = 11;
const graphOutput = 12;
const tensorName = 8;

const mostFields = 4_000_000;
const mostTensors = 10_000;
const largestTensor = 1 << 20;

/**
 * Inputs and outputs of an ONNX file, in its order. Weights are passed over, so that a file of gigabytes costs as much as
 * one of kilobytes. Inputs that are weights by another name, as before ONNX's IR version 4, are left out.
 * @throws RangeError for a file that is no ONNX model; errors of the file system
 */
export function readModelGraph(path: string): OnnxGraph {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    return readModel(new WireFile(descriptor, size, mostFields));
  } finally {
    closeSync(descriptor);
  }
}

function readModel(file: WireFile): OnnxGraph {
  let graph: OnnxGraph | null = null;
  for (const field of file.fields(0, file.size))
    if (field.number === modelGraph && field.end > field.start) graph = readGraph(file, field);
  if (!graph || graph.outputs.length === 0) throw new RangeError('the file holds no graph');
  return graph;
}

function readGraph(file: WireFile, { start, end }: FileField): OnnxGraph {
  const graph: OnnxGraph = { inputs: [], outputs: [] };
  const weights = new Set<string>();
  for (const field of file.fields(start, end)) {
    if (field.number === graphInput) graph.inputs.push(tensorAt(file, field));
    else if (field.number === graphOutput) graph.outputs.push(tensorAt(file, field));
    else if (field.number === graphInitializer) weights.add(nameOfWeight(file, field));
    if (graph.inputs.length + graph.outputs.length > mostTensors)
      throw new RangeError('the graph has too many inputs and outputs');
  }
  graph.inputs = graph.inputs.filter(({ name }) => !weights.has(name));
  return graph;
}

function tensorAt(file: WireFile, { start, end }: FileField): GraphTensor {
  if (end - start > largestTensor) throw new RangeError('a tensor is described by too many bytes');
  return readTensor(file.bytes(start, end));
}

function nameOfWeight(file: WireFile, { start, end }: FileField): string {
  for (const field of file.fields(start, end))
    if (field.number === tensorName && field.end - field.start < largestTensor)
      return file.bytes(field.start, field.end).toString('utf8');
  return '';
}
