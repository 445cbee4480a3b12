import { readFields, signed } from '../core/protobuf-reader.ts';

/** A tensor that an ONNX graph takes or gives. */
export interface GraphTensor {
  name: string;
  /** As the Open Inference Protocol names it: FP32, INT64, BYTES; empty for what is no tensor, or has no name there. */
  datatype: string;
  /** -1 for a dimension that is free or has a symbol; null where the graph does not say how many there are. */
  shape: number[] | null;
}

/** By ONNX's `TensorProto.DataType`. */
const datatypes: Record<number, string> = {
  1: 'FP32',
  2: 'UINT8',
  3: 'INT8',
  4: 'UINT16',
  5: 'INT16',
  6: 'INT32',
  7: 'INT64',
  8: 'BYTES',
  9: 'BOOL',
  10: 'FP16',
  11: 'FP64',
  12: 'UINT32',
  13: 'UINT64',
  16: 'BF16',
};

/** Reads an ONNX `ValueInfoProto`. Throws `RangeError` for bytes that are none. */
export function readTensor(message: Buffer): GraphTensor {
  const tensor: GraphTensor = { name: '', datatype: '', shape: null };
  for (const field of readFields(message)) {
    if (field.kind !== 'bytes') continue;
    if (field.number === 1) tensor.name = field.value.toString('utf8');
    if (field.number === 2) Object.assign(tensor, readType(field.value));
  }
  return tensor;
}

/** `TypeProto`: field 1 is a tensor's type, the others are sequences, maps and optionals. */
function readType(message: Buffer): Omit<GraphTensor, 'name'> {
  const type: Omit<GraphTensor, 'name'> = { datatype: '', shape: null };
  for (const field of readFields(message)) {
    if (field.number !== 1 || field.kind !== 'bytes') continue;
    for (const part of readFields(field.value)) {
      if (part.number === 1 && part.kind === 'varint') type.datatype = datatypes[Number(part.value)] ?? '';
      if (part.number === 2 && part.kind === 'bytes') type.shape = readShape(part.value);
    }
  }
  return type;
}

function readShape(message: Buffer): number[] {
  const shape: number[] = [];
  for (const dimension of readFields(message)) {
    if (dimension.number !== 1 || dimension.kind !== 'bytes') continue;
    let size = -1;
    for (const field of readFields(dimension.value))
      if (field.number === 1 && field.kind === 'varint') size = Math.max(signed(field.value), -1);
    shape.push(size);
  }
  return shape;
}
