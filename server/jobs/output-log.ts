import { constants, type FSWatcher, watch } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

const followDelayMs = 40;
const chunkBytes = 256 * 1024;

/**
 * Bytes of an output file from `offset` on, at most `maxBytes`; never splits a UTF-8 character. A file that
 * is not there yet is empty.
 */
export async function readOutput(
  file: string,
  offset: number,
  maxBytes: number,
): Promise<{ text: string; nextOffset: number }> {
  const handle = await openPlain(file);
  if (!handle) return { text: '', nextOffset: offset };
  try {
    const buffer = Buffer.alloc(maxBytes);
    const { bytesRead } = await handle.read(buffer, 0, maxBytes, offset);
    const whole = bytesRead === maxBytes ? wholeCharacters(buffer) : bytesRead;
    return { text: buffer.toString('utf8', 0, whole), nextOffset: offset + whole };
  } finally {
    await handle.close();
  }
}

/**
 * Null where there is no plain file: one that came with a clone could be a link out of the folder, or a pipe at
 * which a reader waits for ever.
 */
async function openPlain(file: string): Promise<FileHandle | null> {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const handle = await open(file, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ELOOP' || error.code === 'ENXIO') return null;
    throw error;
  });
  if (!handle || (await handle.stat()).isFile()) return handle;
  await handle.close();
  return null;
}

/** The last `maxBytes` of a file, from the start of a line where one begins within them. */
export async function readTail(file: string, maxBytes: number): Promise<string> {
  const handle = await openPlain(file).catch(() => null);
  if (!handle) return '';
  const { size } = await handle.stat();
  await handle.close();
  const start = Math.max(0, size - maxBytes);
  const { text } = await readOutput(file, start, maxBytes);
  return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
}

const lastLinesBytes = 16 * 1024;

/** The last lines that are not empty, at most `count` of them. */
export async function readLastLines(file: string, count: number): Promise<string> {
  const lines = (await readTail(file, lastLinesBytes)).split(/\r?\n/);
  return lines
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
}

/** Calls `deliver` with what is appended from `offset` on, until disposed. */
export class OutputFollower {
  readonly #file: string;
  readonly #deliver: (text: string, nextOffset: number) => void;
  readonly #watcher: FSWatcher;
  #offset: number;
  #timer: NodeJS.Timeout | null = null;
  #reading = Promise.resolve();

  constructor(file: string, offset: number, deliver: (text: string, nextOffset: number) => void) {
    this.#file = file;
    this.#offset = offset;
    this.#deliver = deliver;
    this.#watcher = watch(file, () => this.#later());
    this.#later();
  }

  /** Reads what there is; resolves when it has been delivered. */
  async drain(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#readAll());
    await this.#reading;
  }

  dispose(): void {
    this.#watcher.close();
    if (this.#timer) clearTimeout(this.#timer);
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.drain();
    }, followDelayMs);
  }

  async #readAll(): Promise<void> {
    for (;;) {
      const { text, nextOffset } = await readOutput(this.#file, this.#offset, chunkBytes);
      if (nextOffset === this.#offset) return;
      this.#offset = nextOffset;
      this.#deliver(text, nextOffset);
    }
  }
}

/** Length of the buffer without an unfinished UTF-8 character at its end. */
function wholeCharacters(buffer: Buffer): number {
  for (let back = 1; back <= 3 && back <= buffer.length; back++) {
    const byte = buffer[buffer.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? buffer.length - back : buffer.length;
  }
  return buffer.length;
}
