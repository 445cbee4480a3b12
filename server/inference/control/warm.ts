import type { WarmedRevision, WarmRevision } from '../../../schemas/protocol/inference.ts';
import { elementBytes } from '../../oip/datatype.ts';
import { type InferRequest, parseInferRequest } from '../../oip/infer-request.ts';
import { elementCount, type TensorBytes, type TensorSpec } from '../../oip/tensor.ts';
import type { Revision } from '../models/revision.ts';
import { holdsNan } from '../traffic/compare-outputs.ts';

/**
 * Sends requests to a revision that nobody is served by, one after the other.
 * @throws Error that says which request failed and how
 */
export async function warm(
  revision: Revision,
  { bodies, requests, rejectNan }: WarmRevision,
): Promise<WarmedRevision> {
  const { signature } = revision.loaded;
  const madeUp = bodies.length === 0;
  const prepared = madeUp
    ? [emptyRequest(signature.inputs, signature.outputs.length)]
    : bodies.map((body) => parseInferRequest([Buffer.from(body)], null, signature));
  for (let count = 0; count < requests; count++) {
    const request = prepared[count % prepared.length] as InferRequest;
    const { outputs } = await revision.infer(request).catch((error: unknown) => {
      throw new Error(
        `Request ${count + 1} of the warm-up failed: ${error instanceof Error ? error.message : error}`,
      );
    });
    const specs = request.outputs.map(({ index }) => signature.outputs[index] as TensorSpec);
    // What zeros give says nothing about real inputs.
    if (rejectNan && !madeUp && holdsNan({ specs, tensors: outputs }))
      throw new Error(`The answer to request ${count + 1} of the warm-up holds NaN.`);
  }
  return { requests, madeUp };
}

function emptyRequest(inputs: readonly TensorSpec[], outputs: number): InferRequest {
  return {
    id: null,
    inputs: inputs.map(zerosOf),
    outputs: Array.from({ length: outputs }, (_, index) => ({ index, binary: true })),
    timeoutMs: null,
  };
}

/** One for each free dimension; an empty text is four bytes of length. */
function zerosOf({ datatype, shape }: TensorSpec): TensorBytes {
  const sizes = (shape ?? [1]).map((size) => (size < 0 ? 1 : size));
  const byteLength = elementCount(sizes) * (elementBytes[datatype] || 4);
  return { shape: sizes, chunks: [new Uint8Array(byteLength)], byteLength };
}
