/** One field of a protobuf message as it lies on the wire. */
export type WireField =
  | { number: number; kind: 'varint'; value: bigint }
  | { number: number; kind: 'fixed64' | 'fixed32' | 'bytes'; value: Buffer };

/**
 * The fields of a message in their order. Throws `RangeError` where the bytes are no message: a length beyond the
 * end, a varint of more than ten bytes, a wire type that protobuf 3 does not have.
 */
export function* readFields(message: Buffer): Iterable<WireField> {
  let position = 0;
  while (position < message.length) {
    const key = readVarint(message, position);
    position = key.end;
    const number = Number(key.value >> 3n);
    const type = Number(key.value & 7n);
    if (type === 0) {
      const { value, end } = readVarint(message, position);
      position = end;
      yield { number, kind: 'varint', value };
      continue;
    }
    const length = readVarintLength(message, position, type);
    const end = length.start + length.bytes;
    if (end > message.length) throw new RangeError(`field ${number} ends beyond its message`);
    const kind = type === 1 ? 'fixed64' : type === 5 ? 'fixed32' : 'bytes';
    yield { number, kind, value: message.subarray(length.start, end) };
    position = end;
  }
}

/** Of a varint field that holds an int64. */
export function signed(value: bigint): number {
  return Number(BigInt.asIntN(64, value));
}

/** Packed or repeated varints of one bytes field. */
export function* readVarints(bytes: Buffer): Iterable<bigint> {
  let position = 0;
  while (position < bytes.length) {
    const { value, end } = readVarint(bytes, position);
    position = end;
    yield value;
  }
}

function readVarintLength(message: Buffer, position: number, type: number): { start: number; bytes: number } {
  if (type === 1) return { start: position, bytes: 8 };
  if (type === 5) return { start: position, bytes: 4 };
  if (type !== 2) throw new RangeError(`wire type ${type} is not known`);
  const { value, end } = readVarint(message, position);
  if (value > BigInt(message.length)) throw new RangeError('a length ends beyond its message');
  return { start: end, bytes: Number(value) };
}

function readVarint(message: Buffer, start: number): { value: bigint; end: number } {
  let value = 0n;
  for (let index = 0; index < 10; index++) {
    const byte = message[start + index];
    if (byte === undefined) throw new RangeError('a number ends beyond its message');
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  throw new RangeError('a number has more than ten bytes');
}
