import type { InferenceSession } from 'onnxruntime-node';
import type { ModelSignature, TensorSpec } from '../oip/tensor.ts';
import { readModelGraph } from '../onnx/model-graph.ts';
import { datatypeOf } from './ort-types.ts';

/**
 * What the session takes and gives.
 * @throws Error for what no request of the protocol could hold (sequences, maps, types without a name)
 */
export function signatureOf(session: InferenceSession, path: string): ModelSignature {
  const free = tensorsOfFreeRank(path);
  const specs = (side: 'input' | 'output', metadata: readonly InferenceSession.ValueMetadata[]) =>
    metadata.map((tensor) => specOf(side, tensor, free));
  return {
    inputs: specs('input', session.inputMetadata),
    outputs: specs('output', session.outputMetadata),
  };
}

/** Rows of several requests may share a run where the first dimension is free everywhere, and one where it has a name. */
export function rowsAreFree(session: InferenceSession, signature: ModelSignature): boolean {
  const firsts = [...session.inputMetadata, ...session.outputMetadata].map((tensor) =>
    tensor.isTensor ? tensor.shape[0] : undefined,
  );
  const names = new Set(firsts.filter((name) => typeof name === 'string' && name !== ''));
  return (
    names.size <= 1 &&
    [...signature.inputs, ...signature.outputs].every(({ shape }) => shape !== null && shape[0] === -1)
  );
}

function specOf(
  side: 'input' | 'output',
  tensor: InferenceSession.ValueMetadata,
  free: Set<string>,
): TensorSpec {
  const datatype = tensor.isTensor ? datatypeOf[tensor.type] : undefined;
  if (!tensor.isTensor || datatype === undefined)
    throw new Error(
      `${side} ${tensor.name}: expected a tensor of a type that the Open Inference Protocol has, found ${tensor.isTensor ? tensor.type : 'a sequence, map or optional'}.`,
    );
  return {
    name: tensor.name,
    datatype,
    shape: free.has(tensor.name)
      ? null
      : tensor.shape.map((size) => (typeof size === 'number' && size >= 0 ? size : -1)),
  };
}

/** ONNX Runtime calls them scalars. */
function tensorsOfFreeRank(path: string): Set<string> {
  const { inputs, outputs } = readModelGraph(path);
  return new Set([...inputs, ...outputs].filter(({ shape }) => shape === null).map(({ name }) => name));
}
