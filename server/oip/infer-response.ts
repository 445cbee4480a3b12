import { jsonOfTensor } from './json-elements.ts';
import type { TensorBytes, TensorSpec } from './tensor.ts';

export interface InferredOutput {
  spec: TensorSpec;
  tensor: TensorBytes;
  binary: boolean;
}

export interface EncodedResponse {
  json: string;
  /** Goes into `Inference-Header-Content-Length`; null where nothing follows the JSON. */
  headerLength: number | null;
  /** What follows the JSON. */
  binary: Uint8Array[];
  byteLength: number;
}

/** Writes an infer response, with the outputs that were asked for so behind it as bytes. */
export function encodeInferResponse(
  { model, version, id }: { model: string; version: string; id: string | null },
  outputs: InferredOutput[],
): EncodedResponse {
  const binary: Uint8Array[] = [];
  let binaryLength = 0;
  let json = `{"model_name":${JSON.stringify(model)},"model_version":${JSON.stringify(version)},`;
  if (id !== null) json += `"id":${JSON.stringify(id)},`;
  json += '"outputs":[';
  for (const [index, { spec, tensor, binary: asBytes }] of outputs.entries()) {
    json += `${index > 0 ? ',' : ''}{"name":${JSON.stringify(spec.name)},"datatype":"${spec.datatype}","shape":[${tensor.shape}],`;
    if (asBytes) {
      json += `"parameters":{"binary_data_size":${tensor.byteLength}}}`;
      binary.push(...tensor.chunks);
      binaryLength += tensor.byteLength;
    } else json += `"data":${jsonOfTensor(spec.datatype, tensor, spec.name)}}`;
  }
  json += ']}';
  const jsonLength = Buffer.byteLength(json);
  const anyBinary = outputs.some(({ binary: asBytes }) => asBytes);
  return {
    json,
    headerLength: anyBinary ? jsonLength : null,
    binary,
    byteLength: jsonLength + binaryLength,
  };
}
