import type { Tensor } from '../../schemas/manifests/model.ts';
import type { OnnxGraph } from '../onnx/model-graph.ts';
import type { GraphTensor } from '../onnx/tensor-type.ts';
import type { Fact } from './facts.ts';

export interface Signature {
  inputs: readonly Tensor[];
  outputs: readonly Tensor[];
}

/**
 * Whether a model takes and gives what its manifest declares, and answers every request that the live version answers.
 * `live`: null where nothing is live.
 */
export function signatureCompatible(declared: Signature, graph: OnnxGraph, live: OnnxGraph | null): Fact {
  const [problem] = [...againstManifest(declared, graph), ...(live ? againstLive(graph, live) : [])];
  return problem === undefined ? { value: true } : { value: false, because: problem };
}

function* againstManifest(declared: Signature, graph: OnnxGraph): Generator<string> {
  for (const side of ['inputs', 'outputs'] as const)
    for (const tensor of declared[side]) {
      const found = graph[side].find(({ name }) => name === tensor.name);
      if (!found) yield `the model has no ${side.slice(0, -1)} "${tensor.name}", which the manifest declares`;
      else if (!fits(tensor, found))
        yield `"${tensor.name}" is ${inWords(found)} in the model, and the manifest declares ${inWords(tensor)}`;
    }
  for (const { name } of graph.inputs)
    if (!declared.inputs.some((tensor) => tensor.name === name))
      yield `the model also takes "${name}", which the manifest does not declare`;
}

function* againstLive(graph: OnnxGraph, live: OnnxGraph): Generator<string> {
  for (const side of ['inputs', 'outputs'] as const)
    for (const tensor of live[side]) {
      const found = graph[side].find(({ name }) => name === tensor.name);
      if (!found)
        yield `the live version has the ${side.slice(0, -1)} "${tensor.name}", and this one has not`;
      else if (!fits(tensor, found))
        yield `"${tensor.name}" is ${inWords(found)}, and ${inWords(tensor)} in the live version`;
    }
  for (const { name } of graph.inputs)
    if (!live.inputs.some((tensor) => tensor.name === name))
      yield `it takes "${name}", which requests to the live version do not hold`;
}

type Described = Pick<GraphTensor, 'datatype' | 'shape'>;

/** A dimension that is free in one of the two fits any. */
function fits(a: Described, b: Described): boolean {
  if (a.datatype !== b.datatype) return false;
  if (a.shape === null || b.shape === null) return true;
  const other = b.shape;
  return (
    a.shape.length === other.length &&
    a.shape.every((size, axis) => size < 0 || (other[axis] ?? 0) < 0 || size === other[axis])
  );
}

function inWords({ datatype, shape }: Described): string {
  return `${datatype || 'of an unknown type'}${shape === null ? '' : ` [${shape.join(', ')}]`}`;
}
