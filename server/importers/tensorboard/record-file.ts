import type { FileHandle } from 'node:fs/promises';
import { maskedCrc32c } from './crc32c.ts';

/** Longer records hold pictures or graphs; they are passed over unread. */
const longestRecordBytes = 16 << 20;
const headerBytes = 12;
const footerBytes = 4;

/** What is wrong in a record file, and where; nothing after it can be read. */
class RecordError extends Error {
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(`the record at byte ${offset} ${reason}`);
    this.name = 'RecordError';
    this.offset = offset;
  }
}

/**
 * Records of a TFRecord file: length (uint64), masked CRC of it, data, masked CRC of them. A last record that is not
 * whole yet is left out: its writer is still at it. Throws `RecordError` for a wrong checksum.
 */
export async function* readRecords(file: FileHandle): AsyncIterable<Buffer> {
  const reader = new BufferedReader(file);
  for (;;) {
    const offset = reader.position;
    const header = await reader.take(headerBytes);
    if (header === null) return;
    if (header.readUInt32LE(8) !== maskedCrc32c(header.subarray(0, 8)))
      throw new RecordError(offset, 'has a length with a wrong checksum');
    const length = header.readBigUInt64LE(0);
    if (length > BigInt(Number.MAX_SAFE_INTEGER)) throw new RecordError(offset, `claims ${length} bytes`);
    if (length > BigInt(longestRecordBytes)) {
      reader.skip(Number(length) + footerBytes);
      continue;
    }
    const body = await reader.take(Number(length) + footerBytes);
    if (body === null) return;
    const data = body.subarray(0, Number(length));
    if (body.readUInt32LE(data.length) !== maskedCrc32c(data))
      throw new RecordError(offset, 'has data with a wrong checksum');
    yield data;
  }
}

class BufferedReader {
  readonly #file: FileHandle;
  #buffer = Buffer.alloc(0);
  /** Of the next byte to be taken. */
  position = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** The next `bytes`, or null where the file ends before. Valid until the next call. */
  async take(bytes: number): Promise<Buffer | null> {
    if (this.#buffer.length < bytes) await this.#fill(bytes);
    if (this.#buffer.length < bytes) return null;
    const taken = this.#buffer.subarray(0, bytes);
    this.#buffer = this.#buffer.subarray(bytes);
    this.position += bytes;
    return taken;
  }

  skip(bytes: number): void {
    this.#buffer = this.#buffer.subarray(Math.min(bytes, this.#buffer.length));
    this.position += bytes;
  }

  async #fill(bytes: number): Promise<void> {
    const wanted = Math.max(bytes - this.#buffer.length, 1 << 18);
    const chunk = Buffer.allocUnsafe(wanted);
    const { bytesRead } = await this.#file.read(chunk, 0, wanted, this.position + this.#buffer.length);
    this.#buffer = Buffer.concat([this.#buffer, chunk.subarray(0, bytesRead)]);
  }
}
