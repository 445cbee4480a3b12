/** The bytes from `start` to before `end` of what lies in pieces, without copying. */
export function sliceChunks(chunks: readonly Uint8Array[], start: number, end: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  let at = 0;
  for (const chunk of chunks) {
    if (at >= end) break;
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, chunk.byteLength);
    if (from < to) found.push(from === 0 && to === chunk.byteLength ? chunk : chunk.subarray(from, to));
    at += chunk.byteLength;
  }
  return found;
}
