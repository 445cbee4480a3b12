/**
 * Messages between the inference server and the process of a model, over one stream in both directions. Each is a head of
 * 16 bytes (kind, id, bytes of what describes it, bytes of tensors; four little-endian 32-bit integers), what describes it,
 * and the tensors' bytes, each tensor at a multiple of 8.
 */
export const frameKinds = {
  /** Described by JSON, a `LoadOrder`. */
  load: 1,
  /** Described by JSON, a `LoadedModel`. */
  loaded: 2,
  /** Described by a tensor table, and the indexes of the outputs that are wanted. */
  run: 3,
  /** Described by a tensor table, and the microseconds that it took. */
  result: 4,
  /** Described by JSON, a `Failure`. */
  failed: 5,
} as const;

export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds];

export const frameHeadBytes = 16;

export interface FrameHead {
  kind: number;
  id: number;
  aboutBytes: number;
  tensorBytes: number;
}

export function writeFrameHead(
  into: Buffer,
  kind: FrameKind,
  id: number,
  aboutBytes: number,
  tensorBytes: number,
): void {
  into.writeUInt32LE(kind, 0);
  into.writeUInt32LE(id, 4);
  into.writeUInt32LE(aboutBytes, 8);
  into.writeUInt32LE(tensorBytes, 12);
}

export function readFrameHead(bytes: Buffer): FrameHead {
  return {
    kind: bytes.readUInt32LE(0),
    id: bytes.readUInt32LE(4),
    aboutBytes: bytes.readUInt32LE(8),
    tensorBytes: bytes.readUInt32LE(12),
  };
}

/** The bytes after a tensor until the next may begin. */
export function padding(byteLength: number): number {
  return -byteLength & 7;
}
