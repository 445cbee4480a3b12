import type { Duplex } from 'node:stream';
import {
  type FrameHead,
  type FrameKind,
  frameHeadBytes,
  padding,
  readFrameHead,
  writeFrameHead,
} from '../../model-link/frames.ts';
import type { TensorEntry } from '../../model-link/tensor-table.ts';
import type { TensorBytes } from '../../oip/tensor.ts';
import { ByteQueue } from './byte-queue.ts';

/** Below this a copy costs less than a list of pieces for the system to gather. */
const joinedBytes = 1 << 15;
const pads = Array.from({ length: 8 }, (_, length) => new Uint8Array(length));

export interface Frame {
  head: FrameHead;
  about: Buffer;
  /** The tensors' bytes, one piece after the other. */
  tensors: Buffer[];
}

/** The server's end of the stream to a model's process. */
export class ModelLink {
  readonly #stream: Duplex;

  constructor(stream: Duplex, onFrame: (frame: Frame) => void) {
    this.#stream = stream;
    const queue = new ByteQueue();
    let head: FrameHead | null = null;
    stream.on('data', (chunk: Buffer) => {
      queue.push(chunk);
      for (;;) {
        if (!head) {
          if (queue.length < frameHeadBytes) return;
          head = readFrameHead(queue.takeJoined(frameHeadBytes));
        }
        if (queue.length < head.aboutBytes + head.tensorBytes) return;
        const frame = {
          head,
          about: queue.takeJoined(head.aboutBytes),
          tensors: queue.take(head.tensorBytes),
        };
        head = null;
        onFrame(frame);
      }
    });
  }

  send(kind: FrameKind, id: number, about: Uint8Array, tensors: readonly TensorBytes[]): void {
    let tensorBytes = 0;
    for (const { byteLength } of tensors) tensorBytes += byteLength + padding(byteLength);
    const head = Buffer.allocUnsafe(frameHeadBytes);
    writeFrameHead(head, kind, id, about.byteLength, tensorBytes);
    const chunks = [head, about];
    for (const { chunks: pieces, byteLength } of tensors) {
      for (const piece of pieces) chunks.push(piece);
      chunks.push(pads[padding(byteLength)] as Uint8Array);
    }
    if (tensorBytes <= joinedBytes) {
      this.#stream.write(Buffer.concat(chunks));
      return;
    }
    this.#stream.cork();
    for (const chunk of chunks) if (chunk.byteLength > 0) this.#stream.write(chunk);
    this.#stream.uncork();
  }
}

/** Where each tensor's bytes begin among those of its frame. */
export function offsetsOf(entries: readonly TensorEntry[]): number[] {
  let at = 0;
  return entries.map(({ byteLength }) => {
    const start = at;
    at += byteLength + padding(byteLength);
    return start;
  });
}
