import type { TensorField } from '../../schemas/protocol/deployments.ts';
import {
  elementProblem,
  hasRows,
  layoutOf,
  sampleTensors,
  type TensorText,
} from '../../schemas/protocol/inference-request.ts';
import type { DeploymentStrings } from '../../schemas/protocol/views/deployment.ts';
import { fill } from '../shared/text.ts';

/** Elements of one row; 1 where a list decides it itself. */
export function rowLength(field: TensorField): number {
  const layout = layoutOf(field);
  if (layout.kind === 'fields') return layout.columns.length;
  return layout.kind === 'list' ? (layout.count ?? 1) : 1;
}

/** What was typed before, where it still fits the signature; sample values for the rest. */
export function startingTensors(inputs: readonly TensorField[], kept: readonly TensorText[]): TensorText[] {
  return sampleTensors(inputs).map((sample) => {
    const field = inputs.find(({ name }) => name === sample.name);
    const before = kept.find(({ name }) => name === sample.name);
    const fits =
      field && before && before.elements.length % rowLength(field) === 0 && before.elements.length > 0;
    return fits ? before : sample;
  });
}

/** The inputs whose first dimension is free all get one more row, as a batch has as many of each. */
export function withRow(inputs: readonly TensorField[], tensors: readonly TensorText[]): TensorText[] {
  return tensors.map((tensor) => {
    const field = inputs.find(({ name }) => name === tensor.name);
    if (field === undefined || !hasRows(field)) return tensor;
    const row = tensor.elements.slice(-rowLength(field));
    return { ...tensor, elements: [...tensor.elements, ...row] };
  });
}

export function withoutRow(
  inputs: readonly TensorField[],
  tensors: readonly TensorText[],
  row: number,
): TensorText[] {
  return tensors.map((tensor) => {
    const field = inputs.find(({ name }) => name === tensor.name);
    if (field === undefined || !hasRows(field)) return tensor;
    const length = rowLength(field);
    return { ...tensor, elements: tensor.elements.toSpliced(row * length, length) };
  });
}

/** Elements as a list writes them: with commas or white space between them, brackets as they come. */
export function splitList(text: string): string[] {
  return text.split(/[\s,;[\]]+/).filter((part) => part !== '');
}

/** What is wrong with one element; null: nothing. */
export function elementMessage(datatype: string, element: string, strings: DeploymentStrings): string | null {
  const problem = elementProblem(datatype, element);
  return problem === null ? null : fill(strings.problems[problem], datatype);
}

/** The first thing that is wrong with the form; null: it can be sent. */
export function formProblem(
  inputs: readonly TensorField[],
  tensors: readonly TensorText[],
  strings: DeploymentStrings,
): string | null {
  for (const field of inputs) {
    const layout = layoutOf(field);
    if (layout.kind === 'raw') return fill(strings.onlyRaw, field.name);
    const elements = tensors.find(({ name }) => name === field.name)?.elements ?? [];
    const wanted = layout.kind === 'list' ? layout.count : layout.columns.length;
    const isCounted =
      wanted === null ? elements.length > 0 : elements.length > 0 && elements.length % wanted === 0;
    if (!isCounted) return `${field.name}: ${fill(strings.count, wanted ?? 1, elements.length)}`;
    for (const element of elements) {
      const message = elementMessage(field.datatype, element, strings);
      if (message !== null) return `${field.name}: ${message}`;
    }
  }
  return null;
}

/** What is wrong with a request written as JSON; null: nothing that JSON could tell. */
export function rawProblem(raw: string, strings: DeploymentStrings): string | null {
  try {
    JSON.parse(raw);
    return null;
  } catch (error) {
    return fill(strings.problems.json, error instanceof Error ? error.message : String(error));
  }
}

/** The answer with its lines broken, where it is JSON; data stays on one line. */
export function prettyBody(body: string): string {
  // Integers that JavaScript would round are shown as they came.
  if (/(?<![\d.])\d{16,}/.test(body)) return body;
  try {
    const broken = JSON.stringify(JSON.parse(body), null, 2);
    return broken.replace(
      /\[\s+([^[\]{}]*?)\s+\]/g,
      (_list, elements: string) => `[${elements.replace(/,\s+/g, ', ')}]`,
    );
  } catch {
    return body;
  }
}
