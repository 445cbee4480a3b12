/** A Float64Array on a JSON connection: base64 of its little-endian bytes. NaN and infinities survive. */
export interface Float64Column {
  f64: string;
}

export function encodeFloat64(values: Float64Array): Float64Column {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let binary = '';
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return { f64: btoa(binary) };
}

export function decodeFloat64(column: Float64Column): Float64Array {
  const binary = atob(column.f64);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return new Float64Array(bytes.buffer);
}
