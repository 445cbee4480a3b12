import { type Datatype, elementBytes } from './datatype.ts';
import { fromBfloat16, fromFloat16 } from './half-floats.ts';
import { contiguous, type TensorBytes } from './tensor.ts';

/** The elements of a tensor of floating-point numbers, row-major; null for other types. */
export function floatingElements(
  datatype: Datatype,
  tensor: TensorBytes,
): Float32Array | Float64Array | null {
  if (!['FP16', 'BF16', 'FP32', 'FP64'].includes(datatype)) return null;
  const bytes = elementBytes[datatype];
  const { buffer, byteOffset, byteLength } = contiguous(tensor, bytes);
  const length = byteLength / bytes;
  switch (datatype) {
    case 'FP64':
      return new Float64Array(buffer, byteOffset, length);
    case 'FP16':
      return Float32Array.from(new Uint16Array(buffer, byteOffset, length), fromFloat16);
    case 'BF16':
      return Float32Array.from(new Uint16Array(buffer, byteOffset, length), fromBfloat16);
    default:
      return new Float32Array(buffer, byteOffset, length);
  }
}
