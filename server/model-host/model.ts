import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import { padding } from '../model-link/frames.ts';
import type { LoadedModel, LoadOrder } from '../model-link/messages.ts';
import type { TensorEntry } from '../model-link/tensor-table.ts';
import { packBytes, unpackBytes } from '../oip/bytes-tensor.ts';
import type { Datatype } from '../oip/datatype.ts';
import { elementCount, type ModelSignature } from '../oip/tensor.ts';
import { rowsAreFree, signatureOf } from './signature.ts';

export interface RunResult {
  tensors: TensorEntry[];
  chunks: Uint8Array[];
}

/** One ONNX file in ONNX Runtime, on one device; what that cannot compute the CPU does. */
export class Model {
  readonly #session: InferenceSession;
  readonly #signature: ModelSignature;

  private constructor(session: InferenceSession, signature: ModelSignature) {
    this.#session = session;
    this.#signature = signature;
  }

  static async load({ path, provider, threads }: LoadOrder): Promise<{ model: Model; loaded: LoadedModel }> {
    const started = performance.now();
    // Where the engine has it (Node 24), tensors are made of it, and the native part of 1.30 finds no bytes in them.
    Reflect.deleteProperty(globalThis, 'Float16Array');
    refuseMissing(provider);
    const session = await InferenceSession.create(path, {
      executionProviders: [provider],
      graphOptimizationLevel: 'all',
      ...(threads > 0 && { intraOpNumThreads: threads }),
      // Threads that spin while they wait take the cores from the rest of the machine.
      extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
    });
    const signature = signatureOf(session, path);
    return {
      model: new Model(session, signature),
      loaded: {
        signature,
        rowsAreFree: rowsAreFree(session, signature),
        loadMs: performance.now() - started,
        memoryBytes: process.memoryUsage.rss(),
      },
    };
  }

  /** `memory` holds the inputs' bytes as a frame does; ONNX Runtime reads them from there. */
  async run(
    inputs: readonly TensorEntry[],
    outputs: readonly number[],
    memory: Uint8Array,
  ): Promise<RunResult> {
    const feeds: Record<string, Tensor> = {};
    let at = memory.byteOffset;
    for (const { index, shape, byteLength } of inputs) {
      const spec = this.#signature.inputs[index];
      if (!spec) throw new RangeError(`the model has no input ${index}`);
      feeds[spec.name] = tensorOf(spec.datatype, shape, memory.buffer as ArrayBuffer, at, byteLength);
      at += byteLength + padding(byteLength);
    }
    const wanted = outputs.map((index) => this.#signature.outputs[index]?.name ?? '');
    const results = await this.#session.run(feeds, wanted);
    const tensors: TensorEntry[] = [];
    const chunks: Uint8Array[] = [];
    for (const [position, name] of wanted.entries()) {
      const result = results[name];
      if (!result) throw new Error(`the model gave no ${name}`);
      const bytes = bytesOf(result);
      tensors.push({
        index: outputs[position] ?? 0,
        shape: [...result.dims],
        byteLength: bytes.byteLength,
      });
      chunks.push(bytes);
      const pad = padding(bytes.byteLength);
      if (pad > 0) chunks.push(new Uint8Array(pad));
    }
    return { tensors, chunks };
  }
}

/** ONNX Runtime drops some of the providers that it lacks in silence, and computes on the CPU. */
function refuseMissing(provider: string): void {
  const here = listSupportedBackends().map(({ name }) => name);
  if (!here.includes(provider))
    throw new Error(
      `ONNX Runtime for this machine has no "${provider}"; expected one of ${here.join(', ')}.`,
    );
}

function tensorOf(
  datatype: Datatype,
  shape: number[],
  buffer: ArrayBuffer,
  at: number,
  byteLength: number,
): Tensor {
  switch (datatype) {
    case 'FP32':
      return new Tensor('float32', new Float32Array(buffer, at, byteLength / 4), shape);
    case 'FP64':
      return new Tensor('float64', new Float64Array(buffer, at, byteLength / 8), shape);
    case 'FP16':
      return new Tensor('float16', new Uint16Array(buffer, at, byteLength / 2), shape);
    case 'INT8':
      return new Tensor('int8', new Int8Array(buffer, at, byteLength), shape);
    case 'INT16':
      return new Tensor('int16', new Int16Array(buffer, at, byteLength / 2), shape);
    case 'INT32':
      return new Tensor('int32', new Int32Array(buffer, at, byteLength / 4), shape);
    case 'INT64':
      return new Tensor('int64', new BigInt64Array(buffer, at, byteLength / 8), shape);
    case 'UINT8':
      return new Tensor('uint8', new Uint8Array(buffer, at, byteLength), shape);
    case 'UINT16':
      return new Tensor('uint16', new Uint16Array(buffer, at, byteLength / 2), shape);
    case 'UINT32':
      return new Tensor('uint32', new Uint32Array(buffer, at, byteLength / 4), shape);
    case 'UINT64':
      return new Tensor('uint64', new BigUint64Array(buffer, at, byteLength / 8), shape);
    case 'BOOL':
      return new Tensor('bool', new Uint8Array(buffer, at, byteLength), shape);
    case 'BYTES':
      return new Tensor(
        'string',
        unpackBytes(new Uint8Array(buffer, at, byteLength), elementCount(shape), 'input'),
        shape,
      );
    case 'BF16':
      throw new Error('ONNX Runtime for Node has no bfloat16 tensors.');
  }
}

function bytesOf(tensor: Tensor): Uint8Array {
  if (tensor.type === 'string') return packBytes(tensor.data as string[]);
  const { buffer, byteOffset, byteLength } = tensor.data as Uint8Array;
  return new Uint8Array(buffer, byteOffset, byteLength);
}
