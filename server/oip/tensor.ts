import type { Datatype } from './datatype.ts';

/** An input or output that a model declares. */
export interface TensorSpec {
  name: string;
  datatype: Datatype;
  /** -1 for a dimension that each request may choose; null where even their number is free. */
  shape: number[] | null;
}

/** What a model takes and gives, in its own order. */
export interface ModelSignature {
  inputs: TensorSpec[];
  outputs: TensorSpec[];
}

/**
 * Elements as they lie in memory and in binary requests: little-endian and row-major; of BYTES each element behind its
 * length in four bytes; of BOOL one byte, 0 or 1. In pieces, as they came from the network: they are never joined only to be
 * sent on.
 */
export interface TensorBytes {
  shape: number[];
  chunks: Uint8Array[];
  byteLength: number;
}

/** The product of the dimensions; not a safe integer where a hostile shape says so. */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  for (const dimension of shape) count *= dimension;
  return count;
}

/** One piece of memory that starts on an address which any typed array accepts; copies only where it must. */
export function contiguous({ chunks, byteLength }: TensorBytes, alignment: number): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first && first.byteOffset % alignment === 0) return first;
  const joined = new Uint8Array(byteLength);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.byteLength;
  }
  return joined;
}
