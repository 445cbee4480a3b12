import type { TensorField } from './deployments.ts';

/** A number as JSON writes it, so that 64-bit integers keep all of their digits. */
const numberPattern = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const integerPattern = /^-?(0|[1-9]\d*)$/;

/** What a person has given for one tensor: its elements in row-major order, as they typed them. */
export interface TensorText {
  name: string;
  elements: string[];
}

/** Why what was typed is no element of the tensor: `number`, `integer` or `boolean` is what was wanted, `range` what it left. */
export type ElementProblem = 'number' | 'integer' | 'boolean' | 'range' | null;

/** How a tensor is asked for: one field for each place of a row, or all of a row in one field; `raw`: only as JSON. */
export type FieldLayout =
  | { kind: 'fields'; columns: string[] }
  | { kind: 'list'; count: number | null }
  | { kind: 'raw' };

const mostFields = 64;

/** Dimensions after the first where that is free: the rows of a batch. */
export function hasRows({ shape }: TensorField): boolean {
  return shape[0] === -1;
}

export function layoutOf(field: TensorField): FieldLayout {
  const inner = hasRows(field) ? field.shape.slice(1) : field.shape;
  const free = inner.filter((size) => size === -1).length;
  if (free > 1) return { kind: 'raw' };
  if (free === 1) return { kind: 'list', count: null };
  const count = inner.reduce((product, size) => product * size, 1);
  if (count > mostFields) return { kind: 'list', count };
  const names = field.columns.length === count ? field.columns : null;
  return {
    kind: 'fields',
    columns: Array.from(
      { length: count },
      (_, index) => names?.[index] ?? (count === 1 ? field.name : `${field.name}[${index}]`),
    ),
  };
}

export function elementProblem(datatype: string, text: string): ElementProblem {
  if (datatype === 'BYTES') return null;
  const given = text.trim();
  if (datatype === 'BOOL') return given === 'true' || given === 'false' ? null : 'boolean';
  if (!/^U?INT\d+$/.test(datatype)) return numberPattern.test(given) ? null : 'number';
  if (!integerPattern.test(given)) return 'integer';
  const bits = BigInt(datatype.replace(/\D/g, ''));
  const value = BigInt(given);
  const [least, most] = datatype.startsWith('U')
    ? [0n, 2n ** bits - 1n]
    : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
  return value < least || value > most ? 'range' : null;
}

/** An element that any model takes: what an untouched form sends. */
export function sampleElement(datatype: string): string {
  if (datatype === 'BYTES') return 'text';
  return datatype === 'BOOL' ? 'false' : '0';
}

/** One row of every input, made of `sampleElement`; a free inner dimension is one long. */
export function sampleTensors(inputs: readonly TensorField[]): TensorText[] {
  return inputs.map(({ name, datatype, shape }) => ({
    name,
    elements: Array.from({ length: shape.reduce((product, size) => product * Math.abs(size), 1) }, () =>
      sampleElement(datatype),
    ),
  }));
}

/**
 * A request of the Open Inference Protocol, version 2. The number of elements decides the free dimension: the last free one where
 * there are several, all others are 1. Elements must have no `elementProblem`.
 */
export function inferenceBody(inputs: readonly TensorField[], given: readonly TensorText[]): string {
  const tensors = inputs.map((field) => {
    const elements = given.find(({ name }) => name === field.name)?.elements ?? [];
    const data = elements.map((element) =>
      field.datatype === 'BYTES' ? JSON.stringify(element) : element.trim(),
    );
    const shape = shapeOf(field, elements.length);
    return `    {"name": ${JSON.stringify(field.name)}, "shape": [${shape.join(', ')}], "datatype": "${field.datatype}", "data": [${data.join(', ')}]}`;
  });
  return `{\n  "inputs": [\n${tensors.join(',\n')}\n  ]\n}`;
}

function shapeOf({ shape }: TensorField, count: number): number[] {
  const fixed = shape.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  const last = shape.lastIndexOf(-1);
  return shape.map((size, index) => {
    if (size !== -1) return size;
    return index === last ? Math.max(1, Math.round(count / fixed)) : 1;
  });
}

/** Where a model answers. */
export function inferenceUrl(base: string, model: string): string {
  return `${base.replace(/\/$/, '')}/v2/models/${encodeURIComponent(model)}/infer`;
}
