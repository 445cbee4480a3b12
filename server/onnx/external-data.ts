import { closeSync, fstatSync, openSync } from 'node:fs';
import { type FileField, WireFile } from './wire-file.ts';

const mostFields = 4_000_000;
const mostLocations = 10_000;
const longestLocation = 4096;
const deepest = 64;

type Kind = 'model' | 'training' | 'function' | 'graph' | 'node' | 'attribute' | 'sparse' | 'tensor';

/** Fields of ONNX's messages in which a tensor may lie, by their numbers in onnx.proto. */
const parts: Record<Exclude<Kind, 'tensor'>, Readonly<Record<number, Kind>>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  function: { 7: 'node', 11: 'attribute' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
};
const tensorExternalData = 13;
const tensorDataLocation = 14;
const isExternal = 1n;

/**
 * The files in which an ONNX file keeps weights, as it names them: relative to its own folder, and not to be trusted.
 * Sorted; none where it holds all of its weights.
 * @throws RangeError for a file that is no ONNX model; errors of the file system
 */
export function externalDataLocations(path: string): string[] {
  const descriptor = openSync(path, 'r');
  try {
    const file = new WireFile(descriptor, fstatSync(descriptor).size, mostFields);
    const locations = new Set<string>();
    for (const tensor of tensorsIn(file, 'model', 0, file.size, 0)) {
      const location = locationOf(file, tensor);
      if (location !== null) locations.add(location);
      if (locations.size > mostLocations) throw new RangeError('the weights lie in too many files');
    }
    return [...locations].sort();
  } finally {
    closeSync(descriptor);
  }
}

function* tensorsIn(
  file: WireFile,
  kind: Exclude<Kind, 'tensor'>,
  start: number,
  end: number,
  depth: number,
): Generator<FileField> {
  if (depth > deepest) throw new RangeError('the graphs lie too deep in one another');
  for (const field of file.fields(start, end)) {
    const part = parts[kind][field.number];
    if (part === undefined || field.end === field.start) continue;
    if (part === 'tensor') yield field;
    else yield* tensorsIn(file, part, field.start, field.end, depth + 1);
  }
}

/** Null where the tensor holds its own data. */
function locationOf(file: WireFile, { start, end }: FileField): string | null {
  let external = false;
  let location: string | null = null;
  for (const field of file.fields(start, end)) {
    if (field.number === tensorDataLocation) external = field.value === isExternal;
    if (field.number !== tensorExternalData) continue;
    const [key, value] = entryOf(file, field);
    if (key === 'location') location = value;
  }
  if (external && location === null) throw new RangeError('a weight lies in a file that is not named');
  return external ? location : null;
}

/** `StringStringEntryProto`. */
function entryOf(file: WireFile, { start, end }: FileField): [string, string] {
  const entry: [string, string] = ['', ''];
  for (const field of file.fields(start, end)) {
    if (field.number !== 1 && field.number !== 2) continue;
    if (field.end - field.start > longestLocation) throw new RangeError('the name of a file is too long');
    entry[field.number - 1] = file.bytes(field.start, field.end).toString('utf8');
  }
  return entry;
}
