import type { MlserverPlan, MlserverTensor } from '../../../schemas/protocol/inference.ts';
import { type Datatype, elementBytes } from '../../oip/datatype.ts';
import { flatten } from '../../oip/flatten.ts';
import { floatingElements } from '../../oip/floating-elements.ts';
import { InvalidRequest } from '../../oip/invalid-request.ts';
import { bytesOfElements, InexactInteger, jsonOfTensor } from '../../oip/json-elements.ts';
import { isObject, type JsonObject, parseExactly, parseObject } from '../../oip/parse-json.ts';
import type { TensorBytes } from '../../oip/tensor.ts';
import { type Batch, ModelRefused } from '../models/replica.ts';

/**
 * A batch as the body of an infer request to MLServer, whatever form its tensors came in.
 * @throws ModelRefused for infinite numbers, which the JSON that MLServer reads has no word for
 */
export function forwardedBody({ runtime, inputs, outputs }: MlserverPlan, batch: Batch): string {
  const given = inputs.map((spec, index) => inputOf(spec, batch.inputs[index] as TensorBytes));
  // Only of an estimator's does MLServer ask which of its functions to call.
  const asked = batch.outputs.map((index) => ({ name: outputs[index]?.calledThere }));
  const wanted = runtime === 'sklearn' ? `,"outputs":${JSON.stringify(asked)}` : '';
  return `{"inputs":[${given.join(',')}]${wanted}}`;
}

function inputOf({ name, datatype, calledThere }: MlserverTensor, tensor: TensorBytes): string {
  const type = datatype as Datatype;
  const infinite = floatingElements(type, tensor)?.some(
    (value) => Math.abs(value) === Number.POSITIVE_INFINITY,
  );
  if (infinite)
    throw new ModelRefused(`${name} holds an infinite number, which cannot be sent to MLServer; send null.`);
  return `{"name":${JSON.stringify(calledThere)},"datatype":"${datatype}","shape":[${tensor.shape}],"data":${jsonOfTensor(type, tensor, name)}}`;
}

/**
 * What MLServer answered, in the order of `wanted`. Outputs are known by their names, or, where the model gives them none, by their
 * order.
 * @param wanted indexes of the plan's outputs
 * @throws ModelRefused where an output is not what the model's signature says
 */
export function answeredOutputs(
  { outputs }: MlserverPlan,
  wanted: readonly number[],
  text: string,
): TensorBytes[] {
  try {
    return outputsOf(outputs, wanted, text);
  } catch (error) {
    if (error instanceof InvalidRequest) throw new ModelRefused(error.message);
    throw error;
  }
}

function outputsOf(specs: readonly MlserverTensor[], wanted: readonly number[], text: string): TensorBytes[] {
  try {
    return tensorsOf(specs, wanted, parseObject(text, 'The answer of MLServer'));
  } catch (error) {
    if (!(error instanceof InexactInteger)) throw error;
    return tensorsOf(specs, wanted, parseExactly(text));
  }
}

function tensorsOf(
  specs: readonly MlserverTensor[],
  wanted: readonly number[],
  { outputs }: JsonObject,
): TensorBytes[] {
  if (!Array.isArray(outputs) || !outputs.every(isObject))
    throw new InvalidRequest('Expected "outputs" in the answer of MLServer, found none.');
  return wanted.map((index) => {
    const spec = specs[index] as MlserverTensor;
    const inItsPlace = outputs.length === specs.length ? outputs[index] : undefined;
    const found = outputs.find(({ name }) => name === spec.calledThere) ?? inItsPlace;
    if (found) return tensorOf(spec, found);
    const names = outputs.map(({ name }) => name).join(', ');
    throw new InvalidRequest(
      `The signature has an output ${spec.calledThere}, and the model gave ${names || 'none'}.`,
    );
  });
}

function tensorOf({ name, datatype, shape: declared }: MlserverTensor, output: JsonObject): TensorBytes {
  const type = datatype as Datatype;
  if (!holds(type, output.datatype))
    throw new InvalidRequest(
      `The signature says that output ${name} is ${datatype}, and the model gave ${output.datatype}.`,
    );
  const { shape } = output;
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw new InvalidRequest(`Expected a shape of output ${name} in the answer of MLServer, found none.`);
  const bytes = bytesOfElements(type, flatten(output.data, shape as number[], name), name);
  return { shape: likeDeclared(shape as number[], declared), chunks: [bytes], byteLength: bytes.byteLength };
}

/** Whether every value of the type that was given is one of the declared type, too. */
function holds(declared: Datatype, given: unknown): boolean {
  if (declared === given) return true;
  const kinds = [/^FP\d+$/, /^INT\d+$/, /^UINT\d+$/];
  const isOneKind = kinds.some((kind) => kind.test(declared) && kind.test(String(given)));
  return isOneKind && elementBytes[given as Datatype] < elementBytes[declared];
}

/** The same elements in as many dimensions as were declared, where the two differ by dimensions of one: MLServer adds such. */
export function likeDeclared(given: readonly number[], declared: readonly number[] | null): number[] {
  if (declared === null || declared.length === given.length) return [...given];
  const shape = given.filter((size, axis) => axis === 0 || size !== 1);
  while (shape.length < declared.length) shape.push(1);
  return shape.length === declared.length ? shape : [...given];
}
