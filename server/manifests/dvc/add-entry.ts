import { isAlias, isCollection, isMap, isNode, isScalar, parseDocument, type YAMLMap } from 'yaml';
import { type PythonValue, pythonEqual } from '../../core/python-value.ts';
import { plainStyle, pythonYaml } from '../../core/python-yaml.ts';
import { ManifestFault } from './fault.ts';
import { readYaml } from './yaml-values.ts';

const step = 2;

/**
 * The YAML text with one more entry, the last of the mapping that `path` leads to; what the path lacks is made.
 * Everything else stays as it is, byte for byte.
 * @throws ManifestFault for a text that is no YAML, for a path that leads to no mapping, and for a key that is there
 */
export function addEntry(text: string, path: readonly string[], key: string, value: PythonValue): string {
  const before = readYaml(text);
  const [problem] = before.problems;
  if (problem) throw new ManifestFault([], problem.message);
  if (valueAt(before.value, [...path, key]) !== undefined)
    throw new ManifestFault([...path, key], `"${[...path, key].join('.')}" is there already`);
  const after = insert(text, path, key, value);
  if (!pythonEqual(readYaml(after).value, withEntry(before.value, path, key, value)))
    throw new ManifestFault(path, `"${key}" cannot be added here without changing what stands around it`);
  return after;
}

/** The value that keys lead to; undefined where there is none. */
export function valueAt(value: PythonValue, path: readonly string[]): PythonValue | undefined {
  let found: PythonValue | undefined = value;
  for (const key of path) found = found instanceof Map ? found.get(key) : undefined;
  return found;
}

function withEntry(
  value: PythonValue,
  [first, ...rest]: readonly string[],
  key: string,
  entry: PythonValue,
): PythonValue {
  const map = value instanceof Map ? new Map(value) : new Map<PythonValue, PythonValue>();
  if (first === undefined) return map.set(key, entry);
  return map.set(first, withEntry(map.get(first) ?? null, rest, key, entry));
}

function insert(text: string, path: readonly string[], key: string, value: PythonValue): string {
  const document = parseDocument(text, { merge: true, uniqueKeys: false });
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null))
    return spliced(text, text.length, nested([...path, key], value), 0);
  let node: unknown = contents;
  let owner: number | null = null;
  let missing: readonly string[] = [];
  for (const [index, name] of path.entries()) {
    if (!isMap(node)) throw noMapping(path.slice(0, index), node);
    const pair = node.items.find((item) => isScalar(item.key) && item.key.value === name);
    missing = path.slice(index);
    if (!pair || !isNode(pair.key)) break;
    missing = [];
    owner = pair.key.range?.[0] ?? 0;
    node = pair.value;
  }
  const entry = nested([...missing, key], value);
  const indent = owner === null ? 0 : columnOf(text, owner) + step;
  if (isMap(node)) return insertInto(text, node, entry, indent);
  if (isScalar(node) && node.value === null) return spliced(text, endOfLine(text, owner ?? 0), entry, indent);
  throw noMapping(path, node);
}

function noMapping(path: readonly string[], node: unknown): ManifestFault {
  const found = isAlias(node) ? 'an alias' : isCollection(node) ? 'a list' : 'a single value';
  return new ManifestFault(
    path,
    `${path.length ? `"${path.join('.')}"` : 'the file'} is ${found}; expected a mapping`,
  );
}

function nested(path: readonly string[], value: PythonValue): PythonValue {
  return path.reduceRight<PythonValue>((inner, key) => new Map([[key, inner]]), value);
}

function insertInto(text: string, map: YAMLMap, entry: PythonValue, indent: number): string {
  const [start = 0, end = 0] = map.range ?? [];
  if (map.flow && map.items.length > 0)
    throw new ManifestFault([], 'a mapping in braces is not added to: write it over several lines first');
  if (map.flow) {
    const head = text.slice(0, start).replace(/[ \t]+$/, '');
    const tail = text.slice(end).replace(/^[ \t]*\r?\n/, '');
    return `${spliced(head, head.length, entry, indent, text)}${tail}`;
  }
  const column = columnOf(text, start);
  const at = beforeComments(text, end, column);
  const last = map.items.at(-1)?.key;
  const lastKey = isNode(last) ? (last.range?.[0] ?? start) : start;
  const isAiry = /\n[ \t]*\r?\n[ \t]*$/.test(text.slice(0, lastKey));
  const gap = isAiry && !/\n\r?\n$/.test(text.slice(0, at)) ? (text.includes('\r\n') ? '\r\n' : '\n') : '';
  return spliced(`${text.slice(0, at)}${gap}${text.slice(at)}`, at + gap.length, entry, column);
}

/** A comment further out than the mapping, at its end, belongs to what follows. */
function beforeComments(text: string, end: number, column: number): number {
  let at = end;
  for (let cut = end; cut > 0; ) {
    const start = lineStart(text, cut - 1);
    const line = text.slice(start, cut);
    const isOuter = /^\s*#/.test(line) && line.search(/\S/) < column;
    if (!isOuter && line.trim() !== '') break;
    if (isOuter) at = start;
    cut = start;
  }
  return at;
}

/** Puts the entry's lines, `indent` columns in, at the start of a line (or behind a last line without an end). */
function spliced(text: string, at: number, entry: PythonValue, indent: number, style = text): string {
  const lineEnd = style.includes('\r\n') ? '\r\n' : '\n';
  const before = text.slice(0, at);
  const lines = pythonYaml(entry, plainStyle)
    .trimEnd()
    .split('\n')
    // Where a long text is folded, spaces at a line's end mean nothing.
    .map((line) => ' '.repeat(indent) + line.trimEnd());
  const opening = before === '' || before.endsWith('\n') ? '' : lineEnd;
  return `${before}${opening}${lines.join(lineEnd)}${lineEnd}${text.slice(at)}`;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}
