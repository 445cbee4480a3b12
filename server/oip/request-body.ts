import { sliceChunks } from './chunks.ts';
import { InvalidRequest } from './invalid-request.ts';

/** A body's JSON, and its binary tensors one after the other. */
export interface BodyReader {
  json: string;
  /** To the first binary tensor. */
  rewind(): void;
  /**
   * The next bytes, without copying.
   * @throws InvalidRequest where fewer came; `name` is the input that wants them
   */
  take(bytes: number, name: string): Uint8Array[];
  /** Bytes not taken. */
  rest(): number;
}

/** @throws InvalidRequest where the header is longer than the body */
export function readBody(chunks: Uint8Array[], headerLength: number | null): BodyReader {
  let total = 0;
  for (const chunk of chunks) total += chunk.byteLength;
  if (headerLength !== null && headerLength > total)
    throw new InvalidRequest(
      `Inference-Header-Content-Length says ${headerLength} bytes of JSON, and the body has ${total}.`,
    );
  const jsonBytes = headerLength ?? total;
  let at = jsonBytes;
  return {
    json: textOf(sliceChunks(chunks, 0, jsonBytes)),
    rewind: () => {
      at = jsonBytes;
    },
    take: (bytes, name) => {
      if (bytes > total - at)
        throw new InvalidRequest(
          `${name}: expected ${bytes} bytes behind the JSON, found ${total - at} in the body.`,
        );
      at += bytes;
      return sliceChunks(chunks, at - bytes, at);
    },
    rest: () => total - at,
  };
}

function textOf(chunks: Uint8Array[]): string {
  const [first] = chunks;
  const joined =
    chunks.length === 1 && first
      ? Buffer.from(first.buffer, first.byteOffset, first.byteLength)
      : Buffer.concat(chunks);
  return joined.toString('utf8');
}
