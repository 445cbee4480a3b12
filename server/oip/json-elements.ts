import { packBytes, unpackBytes } from './bytes-tensor.ts';
import { type Datatype, elementBytes } from './datatype.ts';
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from './half-floats.ts';
import { describe, InvalidRequest } from './invalid-request.ts';
import { contiguous, elementCount, type TensorBytes } from './tensor.ts';

/**
 * A 64-bit integer beyond 2^53, whose last digits were lost when the JSON was read. The caller reads the JSON again by its
 * letters; what is still not whole then is a fault of the request.
 */
export class InexactInteger extends InvalidRequest {}

const integerRanges: Partial<Record<Datatype, readonly [bigint, bigint]>> = {
  UINT8: [0n, 2n ** 8n - 1n],
  UINT16: [0n, 2n ** 16n - 1n],
  UINT32: [0n, 2n ** 32n - 1n],
  UINT64: [0n, 2n ** 64n - 1n],
  INT8: [-(2n ** 7n), 2n ** 7n - 1n],
  INT16: [-(2n ** 15n), 2n ** 15n - 1n],
  INT32: [-(2n ** 31n), 2n ** 31n - 1n],
  INT64: [-(2n ** 63n), 2n ** 63n - 1n],
};

/**
 * Elements of JSON in memory. Floating-point types take `null` for NaN, which JSON has no word for, and `1e999` for infinity;
 * BOOL takes 0 and 1 too; integers must be whole and in range.
 * @throws InvalidRequest naming the element; InexactInteger for a number beyond 2^53 where 64 bits are wanted
 */
export function bytesOfElements(datatype: Datatype, elements: readonly unknown[], name: string): Uint8Array {
  switch (datatype) {
    case 'FP32':
      return bytesOf(fill(new Float32Array(elements.length), elements, datatype, name));
    case 'FP64':
      return bytesOf(fill(new Float64Array(elements.length), elements, datatype, name));
    case 'FP16':
      return bytesOf(fillHalf(elements, toFloat16, datatype, name));
    case 'BF16':
      return bytesOf(fillHalf(elements, toBfloat16, datatype, name));
    case 'BOOL':
      return Uint8Array.from(elements, (element, index) => {
        if (element === true || element === 1) return 1;
        if (element === false || element === 0) return 0;
        throw wrongElement(name, datatype, 'true or false', element, index);
      });
    case 'BYTES':
      return packBytes(
        elements.map((element, index) => {
          if (typeof element === 'string') return element;
          throw wrongElement(name, datatype, 'a string', element, index);
        }),
      );
    default: {
      const array = new integerArrays[datatype](elements.length);
      const isLong = array instanceof BigInt64Array || array instanceof BigUint64Array;
      return bytesOf(
        isLong ? fillLong(array, elements, datatype, name) : fillIntegers(array, elements, datatype, name),
      );
    }
  }
}

const integerArrays = {
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  UINT64: BigUint64Array,
} as const;

/** A flat JSON array of a tensor's elements: NaN as `null`, infinities as `1e999`, 64-bit integers with all their digits. */
export function jsonOfTensor(datatype: Datatype, tensor: TensorBytes, name: string): string {
  const { buffer, byteOffset, byteLength } = contiguous(tensor, Math.max(elementBytes[datatype], 1));
  const length = byteLength / (elementBytes[datatype] || 1);
  switch (datatype) {
    case 'FP32':
      return jsonOfNumbers(new Float32Array(buffer, byteOffset, length));
    case 'FP64':
      return jsonOfNumbers(new Float64Array(buffer, byteOffset, length));
    case 'FP16':
      return jsonOfNumbers(Float32Array.from(new Uint16Array(buffer, byteOffset, length), fromFloat16));
    case 'BF16':
      return jsonOfNumbers(Float32Array.from(new Uint16Array(buffer, byteOffset, length), fromBfloat16));
    case 'BOOL':
      return JSON.stringify(Array.from(new Uint8Array(buffer, byteOffset, length), (byte) => byte !== 0));
    case 'BYTES':
      return JSON.stringify(
        unpackBytes(new Uint8Array(buffer, byteOffset, byteLength), elementCount(tensor.shape), name),
      );
    default:
      return `[${new integerArrays[datatype](buffer as ArrayBuffer, byteOffset, length).join(',')}]`;
  }
}

function jsonOfNumbers(numbers: Float32Array | Float64Array): string {
  let text = '[';
  for (let index = 0; index < numbers.length; index++) {
    const value = numbers[index] as number;
    if (index > 0) text += ',';
    if (Number.isFinite(value)) text += value;
    else text += Number.isNaN(value) ? 'null' : value > 0 ? '1e999' : '-1e999';
  }
  return `${text}]`;
}

function fill<T extends Float32Array | Float64Array>(
  array: T,
  elements: readonly unknown[],
  datatype: Datatype,
  name: string,
): T {
  for (let index = 0; index < elements.length; index++)
    array[index] = numberOf(elements[index], index, datatype, name);
  return array;
}

function fillHalf(
  elements: readonly unknown[],
  convert: (value: number) => number,
  datatype: Datatype,
  name: string,
): Uint16Array {
  return Uint16Array.from(elements, (element, index) => convert(numberOf(element, index, datatype, name)));
}

function numberOf(element: unknown, index: number, datatype: Datatype, name: string): number {
  if (typeof element === 'number') return element;
  if (element === null) return Number.NaN;
  if (typeof element === 'bigint') return Number(element);
  throw wrongElement(name, datatype, 'a number, or null for NaN', element, index);
}

function fillIntegers<T extends Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array>(
  array: T,
  elements: readonly unknown[],
  datatype: Datatype,
  name: string,
): T {
  for (let index = 0; index < elements.length; index++) {
    const element = elements[index];
    if (typeof element === 'number') array[index] = element;
    // What the array made of it is another number where it was not whole or not in range.
    if (array[index] !== element) throw wrongElement(name, datatype, integersOf(datatype), element, index);
  }
  return array;
}

function fillLong<T extends BigInt64Array | BigUint64Array>(
  array: T,
  elements: readonly unknown[],
  datatype: Datatype,
  name: string,
): T {
  for (let index = 0; index < elements.length; index++) {
    const element = elements[index];
    if (typeof element === 'number' && Number.isInteger(element) && !Number.isSafeInteger(element))
      throw new InexactInteger(wrongElement(name, datatype, integersOf(datatype), element, index).message);
    if (typeof element === 'bigint' || Number.isSafeInteger(element))
      array[index] = BigInt(element as number | bigint);
    if (!sameInteger(array[index], element))
      throw wrongElement(name, datatype, integersOf(datatype), element, index);
  }
  return array;
}

function sameInteger(stored: bigint | undefined, element: unknown): boolean {
  return typeof element === 'bigint'
    ? stored === element
    : typeof element === 'number' && stored === toBigInt(element);
}

function toBigInt(value: number): bigint | null {
  return Number.isSafeInteger(value) ? BigInt(value) : null;
}

function integersOf(datatype: Datatype): string {
  const [low, high] = integerRanges[datatype] ?? [];
  return `a whole number from ${low} to ${high}`;
}

function wrongElement(
  name: string,
  datatype: Datatype,
  expected: string,
  element: unknown,
  index: number,
): InvalidRequest {
  return new InvalidRequest(
    `${name}: expected ${expected} for ${datatype}, found ${describe(element)} at element ${index}.`,
  );
}

function bytesOf(array: { buffer: ArrayBufferLike; byteOffset: number; byteLength: number }): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
