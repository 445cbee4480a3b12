/** The protocol's names of element types. */
export type Datatype = keyof typeof elementBytes;

/** Bytes of one element; 0 for BYTES, whose elements have each a length of their own. */
export const elementBytes = {
  BOOL: 1,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  FP16: 2,
  BF16: 2,
  FP32: 4,
  FP64: 8,
  BYTES: 0,
} as const;

export function isDatatype(name: string): name is Datatype {
  return Object.hasOwn(elementBytes, name);
}
