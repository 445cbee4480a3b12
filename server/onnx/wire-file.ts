import { readSync } from 'node:fs';

/** One field of a protobuf message in a file: where its content lies, or its number. */
export interface FileField {
  number: number;
  /** Of a varint; 0n for any other. */
  value: bigint;
  /** Of what has a length, in bytes from the start of the file; empty for a varint. */
  start: number;
  end: number;
}

/** Bytes that are read at once: fields that are passed over cost one such read at most. */
const windowBytes = 8192;

/** Reads protobuf messages from a file without ever holding more than a window of it. Throws `RangeError` where it is none. */
export class WireFile {
  readonly #descriptor: number;
  readonly size: number;
  readonly #window = Buffer.alloc(windowBytes);
  #windowStart = 0;
  #windowLength = 0;
  #fieldsLeft: number;

  /** `mostFields`: more are an attack. */
  constructor(descriptor: number, size: number, mostFields: number) {
    this.#descriptor = descriptor;
    this.size = size;
    this.#fieldsLeft = mostFields;
  }

  /** Fields of the message between two offsets. What stands in them is not read. */
  *fields(start: number, end: number): Generator<FileField> {
    let position = start;
    while (position < end) {
      if (this.#fieldsLeft-- <= 0) throw new RangeError('the message has too many fields');
      const key = this.#varint(position, end);
      const number = Number(key.value >> 3n);
      if (number === 0) throw new RangeError('a field has no number');
      const field = this.#content(number, Number(key.value & 7n), key.end, end);
      position = field.end;
      yield field;
    }
  }

  bytes(start: number, end: number): Buffer {
    const bytes = Buffer.alloc(end - start);
    let filled = 0;
    while (filled < bytes.length) {
      const read = readSync(this.#descriptor, bytes, filled, bytes.length - filled, start + filled);
      if (read === 0) throw new RangeError('the file ends early');
      filled += read;
    }
    return bytes;
  }

  #content(number: number, type: number, position: number, end: number): FileField {
    if (type === 0) {
      const { value, end: after } = this.#varint(position, end);
      return { number, value, start: after, end: after };
    }
    const fixed = { 1: 8, 5: 4 }[type];
    if (fixed !== undefined)
      return this.#within({ number, value: 0n, start: position, end: position + fixed }, end);
    if (type !== 2) throw new RangeError(`wire type ${type} is not known`);
    const { value: length, end: start } = this.#varint(position, end);
    if (length > BigInt(end - start)) throw new RangeError('a field ends beyond its message');
    return this.#within({ number, value: 0n, start, end: start + Number(length) }, end);
  }

  #within(field: FileField, end: number): FileField {
    if (field.end > end) throw new RangeError('a field ends beyond its message');
    return field;
  }

  #varint(start: number, end: number): { value: bigint; end: number } {
    let value = 0n;
    for (let index = 0; index < 10; index++) {
      if (start + index >= end) throw new RangeError('a number ends beyond its message');
      const byte = this.#byteAt(start + index);
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) return { value, end: start + index + 1 };
    }
    throw new RangeError('a number has more than ten bytes');
  }

  #byteAt(position: number): number {
    const index = position - this.#windowStart;
    if (index >= 0 && index < this.#windowLength) return this.#window[index] ?? 0;
    this.#windowStart = position;
    this.#windowLength = readSync(this.#descriptor, this.#window, 0, windowBytes, position);
    if (this.#windowLength === 0) throw new RangeError('the file ends early');
    return this.#window[0] ?? 0;
  }
}
