import type { PythonMapping, PythonValue } from '../../core/python-value.ts';
import { childrenOf, keyText, type MapNode, type YamlNode } from './node.ts';
import type { Section } from './section.ts';
import type { Placed, PlacedSection, YamlDocument } from './yaml-document.ts';

/** More values than this, aliases written out, are an attack. */
const mostValues = 1_000_000;

/** What the nodes of one version of a text stand for, aliases and merge keys resolved. */
export class YamlValues {
  readonly #document: YamlDocument;
  readonly #known = new Map<YamlNode, PythonValue>();
  readonly #sizes = new Map<YamlNode, number>();
  readonly #open = new Set<YamlNode>();

  constructor(document: YamlDocument) {
    this.#document = document;
  }

  /** Of a node; an alias of what holds it, and one without an anchor, is null. */
  of({ node, place }: Placed): PythonValue {
    return this.#convert(node, place);
  }

  /** The whole document. Null where its aliases stand for more than can be looked at. */
  whole(): PythonValue {
    if (this.isExplosive()) return null;
    const top: PythonMapping = new Map();
    for (const place of this.#document.sections) {
      const { root } = place.section;
      if (!root) continue;
      const value = this.of({ node: root, place });
      if (!(value instanceof Map)) {
        if (this.#document.sections.length === 1) return value;
        continue;
      }
      const [block] = place.path;
      const into = block === undefined ? top : mappingIn(top, block);
      for (const [key, item] of value) into.set(key, item);
    }
    return top;
  }

  isExplosive(): boolean {
    let sum = 0;
    for (const place of this.#document.sections) {
      const { root, anchors } = place.section;
      if (!root || (anchors.size === 0 && !place.section.remember(holdsAlias))) continue;
      sum += this.#size(root, place);
    }
    return sum > mostValues;
  }

  #size(node: YamlNode, place: PlacedSection): number {
    const known = this.#sizes.get(node);
    if (known !== undefined) return known;
    // Of what holds itself: counted once.
    this.#sizes.set(node, 1);
    let sum = 1;
    if (node.kind === 'alias') {
      const target = this.#document.anchor(node.name, place);
      if (target) sum += this.#size(target.node, target.place);
    } else for (const child of childrenOf(node)) sum += this.#size(child, place);
    const size = Math.min(sum, mostValues + 1);
    this.#sizes.set(node, size);
    return size;
  }

  #convert(node: YamlNode, place: PlacedSection): PythonValue {
    if (node.kind === 'scalar') return node.value;
    // What stands for itself alone does so in every version.
    const memo = place.section.remember(holdsAlias) ? this.#known : place.section.remember(ownValues);
    const known = memo.get(node);
    if (known !== undefined) return known;
    if (this.#open.has(node)) return null;
    this.#open.add(node);
    try {
      const value = this.#collection(node, place);
      memo.set(node, value);
      return value;
    } finally {
      this.#open.delete(node);
    }
  }

  #collection(node: Exclude<YamlNode, { kind: 'scalar' }>, place: PlacedSection): PythonValue {
    if (node.kind === 'sequence') return node.items.map((item) => this.#convert(item, place));
    if (node.kind === 'map') return mappingOf(node, (child) => this.#convert(child, place));
    const target = this.#document.anchor(node.name, place);
    return target ? this.#convert(target.node, target.place) : null;
  }
}

/** A `PythonValue` as JSON would have it, for checks by a schema: an int is a number, and keys are texts. */
export function plainValue(value: PythonValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  const known = plain.get(value);
  if (known !== undefined) return known;
  const made = Array.isArray(value) ? value.map(plainValue) : plainMapping(value);
  plain.set(value, made);
  return made;
}

const plain = new WeakMap<object, unknown>();

function plainMapping(mapping: PythonMapping): Record<string, unknown> {
  const made: Record<string, unknown> = Object.create(null);
  for (const [key, item] of mapping) made[String(key)] = plainValue(item);
  return made;
}

function mappingIn(top: PythonMapping, key: string): PythonMapping {
  const known = top.get(key);
  if (known instanceof Map) return known;
  const made: PythonMapping = new Map();
  top.set(key, made);
  return made;
}

/** Own keys win over merged ones, wherever the `<<` stands. */
function mappingOf({ pairs }: MapNode, convert: (node: YamlNode) => PythonValue): PythonMapping {
  const mapping: PythonMapping = new Map();
  for (const { key, value } of pairs) {
    if (isMergeKey(key)) {
      const merged = convert(value);
      for (const source of Array.isArray(merged) ? merged : [merged])
        if (source instanceof Map)
          for (const [name, item] of source) if (!mapping.has(name)) mapping.set(name, item);
      continue;
    }
    const name = convert(key);
    mapping.set(name, convert(value));
  }
  return mapping;
}

export function isMergeKey(key: YamlNode): boolean {
  return key.kind === 'scalar' && key.style === 'plain' && keyText(key) === '<<';
}

function holdsAlias({ root }: Section): boolean {
  const holds = (node: YamlNode): boolean => node.kind === 'alias' || childrenOf(node).some(holds);
  return root !== null && holds(root);
}

function ownValues(): Map<YamlNode, PythonValue> {
  return new Map();
}
