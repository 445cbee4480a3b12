import { unpackBytes } from './bytes-tensor.ts';
import { elementBytes } from './datatype.ts';
import { flatten } from './flatten.ts';
import { describe, InvalidRequest } from './invalid-request.ts';
import { bytesOfElements } from './json-elements.ts';
import type { JsonObject } from './parse-json.ts';
import type { BodyReader } from './request-body.ts';
import { contiguous, elementCount, type TensorBytes, type TensorSpec } from './tensor.ts';

/** Of one dimension: what 32 bits with a sign hold. */
const longest = 2 ** 31 - 1;

/** @throws InvalidRequest where the input is not what `spec` says; InexactInteger as `bytesOfElements` does */
export function inputTensor(
  input: JsonObject,
  spec: TensorSpec,
  parameters: JsonObject,
  body: BodyReader,
): TensorBytes {
  const { name } = spec;
  if (input.datatype !== spec.datatype)
    throw new InvalidRequest(
      `${name}: expected datatype ${spec.datatype}, found ${describe(input.datatype)}.`,
    );
  const shape = shapeOf(input.shape, spec);
  const { binary_data_size: size } = parameters;
  if (size === undefined) {
    const bytes = bytesOfElements(spec.datatype, flatten(input.data, shape, name), name);
    return { shape, chunks: [bytes], byteLength: bytes.byteLength };
  }
  if (input.data !== undefined)
    throw new InvalidRequest(`${name}: has both "data" and "binary_data_size"; expected one of them.`);
  return binaryTensor(shape, size, spec, body);
}

function binaryTensor(shape: number[], size: unknown, spec: TensorSpec, body: BodyReader): TensorBytes {
  const { name, datatype } = spec;
  if (!Number.isSafeInteger(size) || (size as number) < 0)
    throw new InvalidRequest(
      `${name}: expected "binary_data_size" as a number of bytes, found ${describe(size)}.`,
    );
  const byteLength = size as number;
  const needed = elementCount(shape) * elementBytes[datatype];
  if (datatype !== 'BYTES' && byteLength !== needed)
    throw new InvalidRequest(
      `${name}: shape [${shape}] of ${datatype} needs ${needed} bytes, found "binary_data_size" ${byteLength}.`,
    );
  const tensor: TensorBytes = { shape, chunks: body.take(byteLength, name), byteLength };
  if (datatype === 'BYTES') unpackBytes(contiguous(tensor, 1), elementCount(shape), name);
  return tensor;
}

function shapeOf(given: unknown, { name, shape }: TensorSpec): number[] {
  const expected = shape === null ? 'of any length' : `that fits [${shape}]`;
  if (!Array.isArray(given) || !given.every((size) => Number.isInteger(size) && size >= 0 && size <= longest))
    throw new InvalidRequest(
      `${name}: expected a shape ${expected}, of whole numbers, found ${Array.isArray(given) ? describeShape(given) : describe(given)}.`,
    );
  const fits =
    shape === null
      ? given.length <= 32
      : shape.length === given.length && shape.every((size, axis) => size === -1 || size === given[axis]);
  if (!fits)
    throw new InvalidRequest(`${name}: expected a shape ${expected}, found ${describeShape(given)}.`);
  return given as number[];
}

function describeShape(shape: unknown[]): string {
  const text = shape.slice(0, 16).map(describe).join(',');
  return `[${text}${shape.length > 16 ? ',…' : ''}]`;
}
