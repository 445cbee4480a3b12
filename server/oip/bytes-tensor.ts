import { InvalidRequest } from './invalid-request.ts';

/** Elements of a BYTES tensor, each behind its length in four little-endian bytes. */
export function packBytes(elements: readonly string[]): Buffer {
  let length = 4 * elements.length;
  const lengths = elements.map((element) => {
    const bytes = Buffer.byteLength(element);
    length += bytes;
    return bytes;
  });
  const packed = Buffer.allocUnsafe(length);
  let at = 0;
  for (const [index, element] of elements.entries()) {
    const bytes = lengths[index] ?? 0;
    packed.writeUInt32LE(bytes, at);
    packed.write(element, at + 4, 'utf8');
    at += 4 + bytes;
  }
  return packed;
}

/**
 * The elements, as UTF-8.
 * @throws InvalidRequest where the lengths do not fit the bytes or the number of elements; `name` stands in the message
 */
export function unpackBytes(packed: Uint8Array, count: number, name: string): string[] {
  const buffer = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  const elements: string[] = [];
  let at = 0;
  while (at < buffer.length && elements.length <= count) {
    const end = at + 4 <= buffer.length ? at + 4 + buffer.readUInt32LE(at) : Number.POSITIVE_INFINITY;
    if (end > buffer.length)
      throw new InvalidRequest(
        `${name}: element ${elements.length} of BYTES ends beyond the ${buffer.length} bytes that came; expected a length in 4 little-endian bytes before each element.`,
      );
    elements.push(buffer.toString('utf8', at + 4, end));
    at = end;
  }
  if (elements.length !== count)
    throw new InvalidRequest(
      `${name}: expected ${count} elements of BYTES for its shape, found ${elements.length > count ? `more than ${count}` : elements.length}.`,
    );
  return elements;
}
