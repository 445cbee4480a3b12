import { inputTensor } from './input-tensor.ts';
import { describe, InvalidRequest } from './invalid-request.ts';
import { InexactInteger } from './json-elements.ts';
import { isObject, type JsonObject, parseExactly, parseObject } from './parse-json.ts';
import { type BodyReader, readBody } from './request-body.ts';
import type { ModelSignature, TensorBytes } from './tensor.ts';

export interface RequestedOutput {
  /** Into the signature's outputs. */
  index: number;
  /** Whether it is answered behind the JSON, instead of within. */
  binary: boolean;
}

/** A timer of Node takes no longer time, and would be over at once. */
export const longestTimeoutMs = 2 ** 31 - 1;

/** A request that fits its model. */
export interface InferRequest {
  id: string | null;
  /** In the signature's order, whatever order the client chose. */
  inputs: TensorBytes[];
  outputs: RequestedOutput[];
  /** The client's `timeout` parameter, which counts microseconds as Triton's does, at most `longestTimeoutMs`; null for none. */
  timeoutMs: number | null;
}

/**
 * Reads the body of an infer request and checks it against the model.
 * @param headerLength bytes of JSON before the binary tensors, from `Inference-Header-Content-Length`; null where all is JSON
 * @throws InvalidRequest naming the input, what was expected and what was found
 */
export function parseInferRequest(
  chunks: Uint8Array[],
  headerLength: number | null,
  signature: ModelSignature,
): InferRequest {
  const body = readBody(chunks, headerLength);
  const json = parseObject(body.json, headerLength === null ? 'The body' : 'The inference header');
  try {
    return requestOf(json, body, signature);
  } catch (error) {
    if (!(error instanceof InexactInteger)) throw error;
    return requestOf(parseExactly(body.json), body, signature);
  }
}

function requestOf(json: JsonObject, body: BodyReader, signature: ModelSignature): InferRequest {
  const { id = null, inputs, outputs, parameters } = json;
  if (id !== null && typeof id !== 'string')
    throw new InvalidRequest(`Expected "id" as a string, found ${describe(id)}.`);
  const common = parametersOf(parameters, 'the request');
  const binary = flag(common.binary_data_output, 'binary_data_output');
  return {
    id,
    inputs: inputsOf(inputs, body, signature),
    outputs: outputsOf(outputs, binary, signature),
    timeoutMs: timeoutOf(common.timeout),
  };
}

function inputsOf(given: unknown, body: BodyReader, signature: ModelSignature): TensorBytes[] {
  const expected = `Expected "inputs" as an array with ${signature.inputs.map(({ name }) => name).join(', ')}`;
  if (!Array.isArray(given)) throw new InvalidRequest(`${expected}, found ${describe(given)}.`);
  const inputs: TensorBytes[] = [];
  body.rewind();
  for (const input of given as unknown[]) {
    if (!isObject(input) || typeof input.name !== 'string')
      throw new InvalidRequest(
        `${expected}, each an object with name, shape, datatype and data; found ${describe(input)}.`,
      );
    const index = signature.inputs.findIndex(({ name }) => name === input.name);
    const spec = signature.inputs[index];
    if (!spec) throw new InvalidRequest(`${expected}, found ${describe(input.name)}.`);
    if (inputs[index]) throw new InvalidRequest(`${spec.name}: the input is given twice.`);
    inputs[index] = inputTensor(input, spec, parametersOf(input.parameters, spec.name), body);
  }
  for (const [index, { name }] of signature.inputs.entries())
    if (!inputs[index]) throw new InvalidRequest(`${name}: the model needs this input, and it is not given.`);
  if (body.rest() > 0)
    throw new InvalidRequest(
      `${body.rest()} bytes are left behind the last binary tensor; expected "binary_data_size" of the inputs to account for all.`,
    );
  return inputs;
}

function outputsOf(given: unknown, binary: boolean, signature: ModelSignature): RequestedOutput[] {
  if (given === undefined || (Array.isArray(given) && given.length === 0))
    return signature.outputs.map((_, index) => ({ index, binary }));
  if (!Array.isArray(given))
    throw new InvalidRequest(`Expected "outputs" as an array, found ${describe(given)}.`);
  const names = signature.outputs.map(({ name }) => name);
  const seen = new Set<number>();
  return given.map((output: unknown) => {
    if (!isObject(output) || typeof output.name !== 'string')
      throw new InvalidRequest(`Expected each of "outputs" with a name, found ${describe(output)}.`);
    const index = names.indexOf(output.name);
    if (index === -1)
      throw new InvalidRequest(
        `outputs: expected names among ${names.join(', ')}, found ${describe(output.name)}.`,
      );
    if (seen.has(index)) throw new InvalidRequest(`${output.name}: the output is asked for twice.`);
    seen.add(index);
    const parameters = parametersOf(output.parameters, output.name);
    if (parameters.classification !== undefined)
      throw new InvalidRequest(
        `${output.name}: "classification" is not supported; ask for the output itself.`,
      );
    return {
      index,
      binary: parameters.binary_data === undefined ? binary : flag(parameters.binary_data, 'binary_data'),
    };
  });
}

/** The protocol's parameters are strings, numbers and booleans; unknown ones are let pass, as it says. */
function parametersOf(given: unknown, of: string): JsonObject {
  if (given === undefined) return {};
  if (!isObject(given))
    throw new InvalidRequest(`${of}: expected "parameters" as an object, found ${describe(given)}.`);
  for (const [name, value] of Object.entries(given))
    if (value !== null && typeof value === 'object')
      throw new InvalidRequest(
        `${of}: expected parameter ${describe(name)} as a string, number or boolean, found ${describe(value)}.`,
      );
  return given;
}

function flag(value: unknown, name: string): boolean {
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  throw new InvalidRequest(`Expected parameter "${name}" as true or false, found ${describe(value)}.`);
}

function timeoutOf(value: unknown): number | null {
  if (value === undefined || value === 0) return null;
  if (Number.isSafeInteger(value) && (value as number) > 0)
    return Math.min((value as number) / 1000, longestTimeoutMs);
  throw new InvalidRequest(
    `Expected parameter "timeout" as a whole number of microseconds, found ${describe(value)}.`,
  );
}
