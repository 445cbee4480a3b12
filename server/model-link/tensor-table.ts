/** A tensor of a frame: which of the model's inputs or outputs, and where its bytes end up. */
export interface TensorEntry {
  index: number;
  shape: number[];
  byteLength: number;
}

/**
 * Tensors and whole numbers beside them, as 32-bit integers: the numbers, how many tensors, and of each its index, its
 * bytes, its rank and its dimensions.
 */
export function encodeTensorTable(numbers: readonly number[], tensors: readonly TensorEntry[]): Int32Array {
  const words = [numbers.length, ...numbers, tensors.length];
  for (const { index, byteLength, shape } of tensors) {
    words.push(index, byteLength | 0, shape.length);
    for (const dimension of shape) words.push(dimension);
  }
  return Int32Array.from(words);
}

/** Of what our own process wrote: not for foreign bytes. */
export function decodeTensorTable(words: Int32Array): { numbers: number[]; tensors: TensorEntry[] } {
  let at = 0;
  const next = () => words[at++] ?? 0;
  const numbers = Array.from({ length: next() }, next);
  const tensors = Array.from({ length: next() }, () => {
    const index = next();
    const byteLength = next() >>> 0;
    return { index, byteLength, shape: Array.from({ length: next() }, next) };
  });
  return { numbers, tensors };
}
