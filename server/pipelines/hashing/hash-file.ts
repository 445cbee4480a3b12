import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileStamp, isSettled, stampOf } from './file-stamp.ts';

/** DVC 3's, and that of DVC 2: of a text, its lines end with a line feed alone. */
export type Algorithm = 'md5' | 'md5-dos2unix';

/** DVC 2 decides for each such chunk whether it is a text. */
const chunkBytes = 1 << 20;
const attempts = 5;

export interface HashedFile extends FileStamp {
  md5: string;
  /** False: it changed so lately, or so often, that its stamp says nothing for later. */
  settled: boolean;
}

/** Blocks: for worker threads. A file that changes while it is read is read again. */
export function hashFile(path: string, algorithm: Algorithm, buffer = hashBuffer()): HashedFile {
  const file = openSync(path, 'r');
  try {
    for (let attempt = 1; ; attempt++) {
      const since = Date.now();
      const before = fstatSync(file);
      const md5 = createHash('md5');
      let position = 0;
      for (let count = -1; count !== 0; position += count) {
        count = readSync(file, buffer, 0, buffer.length, position);
        const chunk = buffer.subarray(0, count);
        md5.update(algorithm === 'md5' ? chunk : withoutCarriageReturns(chunk));
      }
      const stamp = stampOf(fstatSync(file));
      const unchanged = stamp.stamp === stampOf(before).stamp;
      if (unchanged || attempt === attempts)
        return {
          ...stamp,
          md5: md5.digest('hex'),
          settled: unchanged && isSettled(before, since),
        };
    }
  } finally {
    closeSync(file);
  }
}

export function hashBuffer(): Buffer {
  return Buffer.allocUnsafe(chunkBytes);
}

/** DVC 2's guess at what is a text: no NUL in its first bytes, and few others that are not printable. */
const guessedBytes = 512;
const binaryShare = 0.3;

function withoutCarriageReturns(chunk: Buffer): Buffer {
  const start = chunk.subarray(0, guessedBytes);
  if (start.includes(0)) return chunk;
  const odd = start.reduce((count, byte) => count + (isTextByte(byte) ? 0 : 1), 0);
  if (odd / start.length > binaryShare) return chunk;
  return Buffer.from(chunk.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

function isTextByte(byte: number): boolean {
  return (byte >= 32 && byte < 127) || byte === 10 || byte === 13 || byte === 9 || byte === 12 || byte === 8;
}
