import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { platform } from 'node:os';

/** The stream to the inference server, read in exactly the pieces that are asked for. */
export interface HostStream {
  /** Fills `into`. False where the other end has gone. */
  read(into: Uint8Array): boolean | Promise<boolean>;
  write(chunks: readonly Uint8Array[]): void;
}

/**
 * A process that does nothing but one run after the other may wait in the system's own read: that is the quickest way to
 * hear of the next request, and bytes land where they are wanted. Windows' pipes do not allow it.
 */
export function openStream(descriptor: number): HostStream {
  return platform() === 'win32' ? new SocketStream(descriptor) : new BlockingStream(descriptor);
}

export class BlockingStream implements HostStream {
  readonly #descriptor: number;
  readonly #buffer = new Uint8Array(1 << 15);
  #from = 0;
  #to = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Small messages come with one call to the system; what is larger than the buffer goes where it is wanted. */
  read(into: Uint8Array): boolean {
    let at = 0;
    while (at < into.byteLength) {
      if (this.#from < this.#to) {
        const bytes = Math.min(into.byteLength - at, this.#to - this.#from);
        into.set(this.#buffer.subarray(this.#from, this.#from + bytes), at);
        this.#from += bytes;
        at += bytes;
      } else if (into.byteLength - at >= this.#buffer.byteLength) {
        const bytes = readSync(this.#descriptor, into, at, into.byteLength - at, null);
        if (bytes === 0) return false;
        at += bytes;
      } else {
        this.#from = 0;
        this.#to = readSync(this.#descriptor, this.#buffer, 0, this.#buffer.byteLength, null);
        if (this.#to === 0) return false;
      }
    }
    return true;
  }

  write(chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) {
      let at = 0;
      while (at < chunk.byteLength) at += writeSync(this.#descriptor, chunk, at, chunk.byteLength - at, null);
    }
  }
}

export class SocketStream implements HostStream {
  readonly #socket: Socket;
  #wake: () => void = () => {};
  #ended = false;

  constructor(descriptor: number) {
    this.#socket = new Socket({ fd: descriptor, readable: true, writable: true });
    const end = () => {
      this.#ended = true;
      this.#wake();
    };
    this.#socket
      .on('readable', () => this.#wake())
      .on('end', end)
      .on('error', end)
      .on('close', end);
  }

  async read(into: Uint8Array): Promise<boolean> {
    let at = 0;
    while (at < into.byteLength) {
      const wanted = into.byteLength - at;
      const chunk = this.#socket.read(
        Math.min(wanted, this.#socket.readableLength || wanted),
      ) as Buffer | null;
      if (chunk) {
        into.set(chunk, at);
        at += chunk.byteLength;
      } else if (this.#ended) return false;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
    return true;
  }

  write(chunks: readonly Uint8Array[]): void {
    this.#socket.cork();
    for (const chunk of chunks) this.#socket.write(Uint8Array.from(chunk));
    this.#socket.uncork();
  }
}
