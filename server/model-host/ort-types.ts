import type { Tensor } from 'onnxruntime-node';
import type { Datatype } from '../oip/datatype.ts';

/** The protocol's name of each of ONNX Runtime's element types; those without one cannot be served. */
export const datatypeOf: Partial<Record<Tensor.Type, Datatype>> = {
  bool: 'BOOL',
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64',
  int8: 'INT8',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  float16: 'FP16',
  float32: 'FP32',
  float64: 'FP64',
  string: 'BYTES',
};
