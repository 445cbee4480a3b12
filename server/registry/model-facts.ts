import { parse } from 'yaml';
import type { ModelSignature } from '../../schemas/protocol/registry.ts';
import { readModelGraph } from '../onnx/model-graph.ts';
import type { GraphTensor } from '../onnx/tensor-type.ts';
import type { ModelFile, ModelFiles } from './model-files.ts';

/** MLflow's description of a model's folder. */
export const descriptionFile = 'MLmodel';

export interface ModelFacts {
  flavors: string[];
  signature: ModelSignature | null;
}

/** What a model's files say of it: MLflow's description, and the graph of its ONNX file. */
export async function modelFacts(files: ModelFiles, all: readonly ModelFile[]): Promise<ModelFacts> {
  const description = all.find(({ path }) => path === descriptionFile);
  const written = description ? readDescription(await files.text(description)) : null;
  const onnx = all.filter(({ path }) => path.toLowerCase().endsWith('.onnx'));
  const [graph] = onnx;
  const flavors = written?.flavors ?? (graph ? ['onnx'] : []);
  const signature =
    (graph && onnx.length === 1 ? await graphSignature(files, graph) : null) ??
    (written?.signature ? { ...written.signature, file: descriptionFile } : null);
  return { flavors, signature };
}

async function graphSignature(files: ModelFiles, file: ModelFile): Promise<ModelSignature | null> {
  try {
    const { inputs, outputs } = readModelGraph(await files.local(file));
    return { inputs: inputs.map(tensorInWords), outputs: outputs.map(tensorInWords), file: file.path };
  } catch {
    // Bytes of strangers: what cannot be read is not known.
    return null;
  }
}

function tensorInWords({ name, datatype, shape }: GraphTensor): string {
  return `${name}: ${datatype || '?'} ${shape === null ? '' : `[${shape.join(', ')}]`}`.trim();
}

interface Description {
  flavors: string[];
  signature: Omit<ModelSignature, 'file'> | null;
}

/** Of an `MLmodel` text; null where it is none. `python_function` stands last: it says least. */
export function readDescription(text: string): Description | null {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  const flavors = isRecord(value.flavors) ? Object.keys(value.flavors) : [];
  const signature = isRecord(value.signature) ? value.signature : null;
  return {
    flavors: flavors.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)),
    signature: signature && {
      inputs: columnsInWords(signature.inputs),
      outputs: columnsInWords(signature.outputs),
    },
  };
}

function rank(flavor: string): number {
  return flavor === 'python_function' ? 1 : 0;
}

/** MLflow keeps a schema as JSON in a text. */
function columnsInWords(schema: unknown): string[] {
  if (typeof schema !== 'string') return [];
  try {
    const columns: unknown = JSON.parse(schema);
    return Array.isArray(columns) ? columns.filter(isRecord).map(columnInWords) : [];
  } catch {
    return [];
  }
}

function columnInWords(column: Record<string, unknown>): string {
  const name = typeof column.name === 'string' ? `${column.name}: ` : '';
  const tensor = column['tensor-spec'];
  if (!isRecord(tensor)) return `${name}${String(column.type)}${column.required === false ? '?' : ''}`;
  const shape = Array.isArray(tensor.shape) ? ` [${tensor.shape.join(', ')}]` : '';
  return `${name}${String(tensor.dtype)}${shape}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
