import type { ModelFile, Tensor } from '../../../schemas/manifests/model.ts';
import type { TensorListing } from '../../../schemas/protocol/inference.ts';

/** What of a model is other than its manifest says, in words; null where it fits. What the manifest does not declare is not looked at. */
export function signatureFault(
  { signature }: ModelFile,
  loaded: { inputs: readonly TensorListing[]; outputs: readonly TensorListing[] },
): string | null {
  if (!signature) return null;
  const inputs = faultOf('input', signature.inputs, loaded.inputs);
  if (inputs !== null) return inputs;
  const undeclared = loaded.inputs.find(({ name }) => !signature.inputs.some((input) => input.name === name));
  if (undeclared) return `the model needs an input ${undeclared.name}, which its manifest does not declare`;
  return faultOf('output', signature.outputs, loaded.outputs);
}

function faultOf(
  kind: 'input' | 'output',
  declared: readonly Tensor[],
  found: readonly TensorListing[],
): string | null {
  for (const { name, datatype, shape } of declared) {
    const tensor = found.find((other) => other.name === name);
    if (!tensor)
      return `the manifest declares an ${kind} ${name}, and the model has ${found.map((other) => other.name).join(', ') || 'none'}`;
    if (tensor.datatype !== datatype)
      return `the manifest says that ${kind} ${name} is ${datatype}, and in the model it is ${tensor.datatype}`;
    if (tensor.shape !== null && !fits(shape, tensor.shape))
      return `the manifest says that ${kind} ${name} has shape [${shape}], and in the model it has [${tensor.shape}]`;
  }
  return null;
}

/** A free dimension on either side fits any. */
function fits(declared: readonly number[], found: readonly number[]): boolean {
  return (
    declared.length === found.length &&
    declared.every((size, index) => size === found[index] || size < 0 || (found[index] as number) < 0)
  );
}
