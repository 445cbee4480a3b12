import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Pair,
  parseDocument,
  type Scalar,
  type ScalarTag,
  type Tags,
  visit,
  type YAMLMap,
} from 'yaml';
import type { PythonValue } from '../../core/python-value.ts';
import { repeatedKeys } from '../repeated-keys.ts';
import type { ValuePath } from './fault.ts';

const maxAliases = 1_000;

/** A number keeps its letters: `1.0` and `1` are two values. */
function asWritten({ source, value }: Scalar): string {
  return source ?? String(value);
}

const integer: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  identify: (value) => typeof value === 'bigint',
  test: /^(?:[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+)$/,
  resolve(text) {
    const bare = text.replaceAll('_', '');
    const digits = bare.replace(/^[-+]/, '');
    return bare.startsWith('-') ? -BigInt(digits) : BigInt(digits);
  },
  stringify: asWritten,
};

const float: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => typeof value === 'number',
  test: /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  resolve(text) {
    const bare = text.replaceAll('_', '').toLowerCase();
    if (bare.endsWith('nan')) return Number.NaN;
    if (bare.endsWith('inf')) return bare.startsWith('-') ? -Infinity : Infinity;
    return Number(bare);
  },
  stringify: asWritten,
};

/** A YAML text as ruamel.yaml, DVC's reader, understands it: YAML 1.2 with `1_000`, `0b11` and merge keys. */
export interface YamlText {
  value: PythonValue;
  problems: { message: string; line: number; column: number }[];
  /** Place of the value that a path leads to, or of the nearest above it that the text itself holds. */
  placeOf(path: ValuePath): { line: number; column: number };
}

/** The text as a tree whose numbers are read as DVC reads them. Keys that are repeated are no error of it. */
export function parseYaml(text: string, lineCounter = new LineCounter()): Document.Parsed {
  return parseDocument(text, {
    lineCounter,
    uniqueKeys: false,
    prettyErrors: false,
    merge: true,
    customTags: pythonNumberTags,
  });
}

/** Tags of a schema with its numbers replaced by those of ruamel.yaml. */
export function pythonNumberTags(tags: Tags): Tags {
  return [integer, float, ...tags.filter((tag) => !isNumberTag(tag))];
}

/** Never throws: a text that is no YAML has problems, and null for its value. */
export function readYaml(text: string): YamlText {
  const conflict = mergeConflict(text);
  if (conflict !== null) return { value: null, problems: [conflict], placeOf: () => conflict };
  const lines = new LineCounter();
  const document = parseYaml(text, lines);
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems = document.errors.map(({ message, pos }) => ({
    message: message.includes('call stack') ? 'it is nested too deeply' : message,
    ...place(pos[0]),
  }));
  for (const { key, offset } of repeatedKeys(document))
    problems.push({ message: `"${String(key)}" is given twice`, ...place(offset) });
  const circle = text.includes('*') ? aliasInItself(document) : null;
  if (circle !== null) problems.push({ message: 'an alias stands in what it names', ...place(circle) });
  let value: PythonValue = null;
  if (problems.length === 0) {
    try {
      value = document.toJS({ mapAsMap: true, maxAliasCount: maxAliases }) ?? null;
    } catch (error) {
      problems.push({ message: error instanceof Error ? error.message : String(error), ...place(0) });
    }
  }
  const pairs = new PairIndex();
  return { value, problems, placeOf: (path) => place(offsetAt(document, path, pairs)) };
}

/** Git's marks make all kinds of syntax errors, none of which says what they are. */
function mergeConflict(text: string): YamlText['problems'][number] | null {
  const start = text.search(/^<{7}(?: |\r?$)/m);
  if (start < 0) return null;
  const line = text.slice(0, start).split('\n').length;
  const message = 'a merge conflict stands here: keep what shall hold, and remove the marks of git';
  return { message, line, column: 1 };
}

/** Offset of an alias of one of the nodes around it, whose value would have no end; null where there is none. */
function aliasInItself(document: Document.Parsed): number | null {
  let found: number | null = null;
  visit(document, {
    Alias: (_, alias, above) => {
      const target = alias.resolve(document);
      if (target === undefined || !above.some((node) => node === target)) return undefined;
      found = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

function isNumberTag(tag: unknown): boolean {
  const name = typeof tag === 'object' && tag !== null && 'tag' in tag ? tag.tag : tag;
  return (
    name === 'tag:yaml.org,2002:int' ||
    name === 'tag:yaml.org,2002:float' ||
    name === 'int' ||
    name === 'float'
  );
}

/** Pairs of mappings by their keys' texts, the first of each: of a mapping of thousands each is asked for. */
class PairIndex {
  readonly #known = new WeakMap<YAMLMap, Map<string, Pair>>();

  find(map: YAMLMap, key: string): Pair | undefined {
    return this.#of(map).get(key);
  }

  #of(map: YAMLMap): Map<string, Pair> {
    const known = this.#known.get(map);
    if (known) return known;
    const byKey = new Map<string, Pair>();
    for (const pair of map.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : null;
      if (key !== null && !byKey.has(key)) byKey.set(key, pair);
    }
    this.#known.set(map, byKey);
    return byKey;
  }
}

/** Offset of the key for a mapping's entry, since that is what a person looks for. */
function offsetAt(document: Document, path: ValuePath, pairs: PairIndex): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = pairs.find(node, String(step));
      if (!pair) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else {
      const items: unknown = isNode(node) && 'items' in node ? node.items : undefined;
      const item: unknown = Array.isArray(items) ? items[Number(step)] : undefined;
      if (!isNode(item)) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    }
  }
  return offset;
}
