import { sliceChunks } from '../../oip/chunks.ts';
import { type Datatype, elementBytes } from '../../oip/datatype.ts';
import { contiguous, elementCount, type TensorBytes } from '../../oip/tensor.ts';

/** Tensors that differ in their first dimension only, one below the other. */
export function joinRows(parts: readonly TensorBytes[]): TensorBytes {
  const [first] = parts;
  if (parts.length === 1 && first) return first;
  const chunks: Uint8Array[] = [];
  let rows = 0;
  let byteLength = 0;
  for (const part of parts) {
    rows += part.shape[0] ?? 0;
    byteLength += part.byteLength;
    for (const chunk of part.chunks) chunks.push(chunk);
  }
  return { shape: [rows, ...(first?.shape.slice(1) ?? [])], chunks, byteLength };
}

/** The other way round: `counts` says how many rows each part has. */
export function splitRows(joined: TensorBytes, datatype: Datatype, counts: readonly number[]): TensorBytes[] {
  if (counts.length === 1) return [joined];
  const rest = joined.shape.slice(1);
  const flat = joined.chunks.length === 1 ? joined.chunks : [contiguous(joined, 1)];
  const bytes = elementBytes[datatype] * elementCount(rest);
  let at = 0;
  return counts.map((rows) => {
    const start = at;
    at =
      datatype === 'BYTES' ? endOfElements(flat[0], start, rows * elementCount(rest)) : start + rows * bytes;
    return { shape: [rows, ...rest], chunks: sliceChunks(flat, start, at), byteLength: at - start };
  });
}

function endOfElements(packed: Uint8Array | undefined, start: number, count: number): number {
  if (!packed) return start;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  let at = start;
  for (let element = 0; element < count; element++) at += 4 + view.getUint32(at, true);
  return at;
}
