import { floatingElements } from '../../oip/floating-elements.ts';
import { contiguous, type TensorBytes, type TensorSpec } from '../../oip/tensor.ts';

/** The outputs that a revision gave for a request, with what it declares of each. */
export interface Answered {
  specs: readonly TensorSpec[];
  tensors: readonly TensorBytes[];
}

/**
 * Whether two revisions gave the same answer: outputs of the same names, types and shapes; floating-point numbers within `rtol` of
 * the larger one, NaN only beside NaN; all else to the byte.
 */
export function agree(live: Answered, candidate: Answered, rtol: number): boolean {
  return live.specs.every(({ name, datatype }, index) => {
    const other = candidate.specs.findIndex((spec) => spec.name === name && spec.datatype === datatype);
    const [a, b] = [live.tensors[index], candidate.tensors[other]];
    if (!a || !b || a.byteLength !== b.byteLength || String(a.shape) !== String(b.shape)) return false;
    const [numbers, others] = [floatingElements(datatype, a), floatingElements(datatype, b)];
    if (!numbers || !others) return Buffer.compare(contiguous(a, 1), contiguous(b, 1)) === 0;
    return numbers.every((value, at) => isClose(value, others[at] as number, rtol));
  });
}

export function holdsNan({ specs, tensors }: Answered): boolean {
  return tensors.some((tensor, index) => {
    const spec = specs[index];
    return spec !== undefined && (floatingElements(spec.datatype, tensor)?.some(Number.isNaN) ?? false);
  });
}

function isClose(a: number, b: number, rtol: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  return Math.abs(a - b) <= rtol * Math.max(Math.abs(a), Math.abs(b)) && Number.isFinite(a - b);
}
