/** Bytes as they come from a stream, to be taken by length. */
export class ByteQueue {
  length = 0;
  #chunks: Buffer[] = [];

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.length += chunk.length;
  }

  /** The next bytes in the pieces in which they came. Only where `length` is enough. */
  take(bytes: number): Buffer[] {
    const taken: Buffer[] = [];
    let wanted = bytes;
    let used = 0;
    for (const chunk of this.#chunks) {
      if (wanted === 0) break;
      if (chunk.length > wanted) {
        taken.push(chunk.subarray(0, wanted));
        this.#chunks[used] = chunk.subarray(wanted);
        wanted = 0;
        break;
      }
      taken.push(chunk);
      wanted -= chunk.length;
      used++;
    }
    if (used > 0) this.#chunks = this.#chunks.slice(used);
    this.length -= bytes;
    return taken;
  }

  takeJoined(bytes: number): Buffer {
    const pieces = this.take(bytes);
    const [first] = pieces;
    return pieces.length === 1 && first ? first : Buffer.concat(pieces);
  }
}
