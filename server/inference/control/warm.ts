import type { WarmedRevision, WarmRevision } from '../../../schemas/protocol/inference.ts';
import { elementBytes } from '../../oip/datatype.ts';
import { type InferRequest, parseInferRequest } from '../../oip/infer-request.ts';
import { elementCount, type TensorBytes, type TensorSpec } from '../../oip/tensor.ts';
import { InputsRefused } from '../inference-error.ts';
import type { Revision } from '../models/revision.ts';
import { holdsNan } from '../traffic/compare-outputs.ts';

/**
 * Sends requests to a revision that nobody is served by, one after the other.
 * @throws Error that says which request failed and how
 */
export async function warm(
  revision: Revision,
  { bodies, shapes, requests, rejectNan }: WarmRevision,
): Promise<WarmedRevision> {
  const { signature } = revision.loaded;
  const madeUp = bodies.length === 0;
  const prepared = madeUp
    ? [emptyRequest(signature.inputs, signature.outputs.length, shapes)]
    : bodies.map((body) => parseInferRequest([Buffer.from(body)], null, signature));
  for (let count = 0; count < requests; count++) {
    const request = prepared[count % prepared.length] as InferRequest;
    const inferred = await revision.infer(request).catch((error: unknown) => {
      // What we made up need not be anything that the model takes; a crash or a hang is one, whatever it was given.
      if (madeUp && error instanceof InputsRefused) return error;
      const said = error instanceof Error ? error.message : String(error);
      throw new Error(
        `Request ${count + 1} of the warm-up failed: ${said}${madeUp ? ` ${madeUpHint(signature.inputs)}` : ''}`,
      );
    });
    if (inferred instanceof InputsRefused) return { requests: 0, madeUp, refused: inferred.message };
    const { outputs } = inferred;
    const specs = request.outputs.map(({ index }) => signature.outputs[index] as TensorSpec);
    // What zeros give says nothing about real inputs.
    if (rejectNan && !madeUp && holdsNan({ specs, tensors: outputs }))
      throw new Error(`The answer to request ${count + 1} of the warm-up holds NaN.`);
  }
  return { requests, madeUp, refused: null };
}

function madeUpHint(inputs: readonly TensorSpec[]): string {
  const names = inputs.map(({ name }) => name).join(', ');
  return `(It held zeros, one for each size that is free. Say in the manifest's signature which shapes ${names} take, or in deploy.warmup.from where rows are.)`;
}

function emptyRequest(
  inputs: readonly TensorSpec[],
  outputs: number,
  shapes: WarmRevision['shapes'],
): InferRequest {
  return {
    id: null,
    inputs: inputs.map((input) => zerosOf(input, shapes[input.name] ?? [])),
    outputs: Array.from({ length: outputs }, (_, index) => ({ index, binary: true })),
    timeoutMs: null,
  };
}

/** One for each free dimension; an empty text is four bytes of length. */
function zerosOf({ datatype, shape }: TensorSpec, declared: readonly number[]): TensorBytes {
  const sizes = (shape ?? [1]).map((size, axis) => {
    const known = size < 0 ? (declared[axis] ?? size) : size;
    return known < 0 ? 1 : known;
  });
  const byteLength = elementCount(sizes) * (elementBytes[datatype] || 4);
  return { shape: sizes, chunks: [new Uint8Array(byteLength)], byteLength };
}
