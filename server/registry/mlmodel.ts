import { parse } from 'yaml';
import type { Datatype } from '../oip/datatype.ts';

/** A column or tensor of a signature that MLflow keeps, by the names that the Open Inference Protocol and MLServer give it. */
export interface MlflowTensor {
  /** Null where the signature names none. */
  name: string | null;
  datatype: Datatype;
  /** -1 for a dimension that is free. */
  shape: number[];
}

/** What a model's `MLmodel` file says of it. */
export interface Mlmodel {
  /** The module that loads its Python function, `mlflow.sklearn`; null where it has none. */
  loader: string | null;
  /** Null where the signature has none. */
  inputs: MlflowTensor[] | null;
  outputs: MlflowTensor[] | null;
}

/** As MLServer's runtime for MLflow maps them (mlserver_mlflow/metadata.py, 1.7.1). */
const datatypes: Record<string, Datatype> = {
  boolean: 'BOOL',
  integer: 'INT32',
  long: 'INT64',
  float: 'FP32',
  double: 'FP64',
};

/** numpy's names. */
const elementTypes: Record<string, Datatype> = {
  bool: 'BOOL',
  int8: 'INT8',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64',
  float16: 'FP16',
  float32: 'FP32',
  float64: 'FP64',
};

/** Null for what is no such file. What is no text of a number's type is BYTES: strings, dates, lists and objects as JSON. */
export function readMlmodel(text: string): Mlmodel | null {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  const flavors = isRecord(value.flavors) ? value.flavors : {};
  const pyfunc = isRecord(flavors.python_function) ? flavors.python_function : {};
  const signature = isRecord(value.signature) ? value.signature : {};
  return {
    loader: typeof pyfunc.loader_module === 'string' ? pyfunc.loader_module : null,
    inputs: tensorsOf(signature.inputs),
    outputs: tensorsOf(signature.outputs),
  };
}

/** The names that MLServer gives to what the signature has none for. */
export function namedTensors<T extends MlflowTensor>(
  tensors: readonly T[],
  kind: 'input' | 'output',
): (T & { name: string })[] {
  return tensors.map((tensor, index) => ({ ...tensor, name: tensor.name ?? `${kind}-${index}` }));
}

/** MLflow keeps a schema as JSON in a text. */
function tensorsOf(schema: unknown): MlflowTensor[] | null {
  if (typeof schema !== 'string') return null;
  try {
    const columns: unknown = JSON.parse(schema);
    return Array.isArray(columns) ? columns.filter(isRecord).map(tensorOf) : null;
  } catch {
    return null;
  }
}

function tensorOf({ name: given, type, 'tensor-spec': spec }: Record<string, unknown>): MlflowTensor {
  const name = typeof given === 'string' && given !== '' ? given : null;
  if (!isRecord(spec)) return { name, datatype: datatypes[String(type)] ?? 'BYTES', shape: [-1, 1] };
  const shape = Array.isArray(spec.shape) ? spec.shape.map(Number) : [];
  return { name, datatype: elementTypes[String(spec.dtype)] ?? 'BYTES', shape };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
