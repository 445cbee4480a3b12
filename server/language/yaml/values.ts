import type { PythonMapping, PythonValue } from '../../core/python-value.ts';
import { type AliasNode, childrenOf, keyText, type MapNode, type YamlNode } from './node.ts';
import type { Section } from './section.ts';
import type { Placed, PlacedSection, YamlDocument } from './yaml-document.ts';

/** More values than this, aliases written out, are an attack. */
const mostValues = 1_000_000;
/** No manifest nests as deeply; what lies below is read as null, for each level takes of the stack. */
const mostLevels = 1_000;

/** What the nodes of one version of a text stand for, aliases and merge keys resolved. */
export class YamlValues {
  readonly #document: YamlDocument;
  /** What is known of the nodes of a section that stand for what others hold, by its place in this version. */
  readonly #linked = new Map<PlacedSection, Map<YamlNode, PythonValue>>();
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
      const { anchors } = place.section;
      const { nodes, aliases } = place.section.remember(tally);
      if (anchors.size === 0 && aliases.length === 0) continue;
      sum += nodes;
      for (const alias of aliases) sum += this.#size(alias, place);
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
    const memo = this.#memoOf(place);
    const known = memo.get(node);
    if (known !== undefined) return known;
    if (this.#open.has(node) || this.#open.size >= mostLevels) return null;
    this.#open.add(node);
    try {
      const value = this.#collection(node, place);
      memo.set(node, value);
      return value;
    } finally {
      this.#open.delete(node);
    }
  }

  /**
   * What stands for itself alone does so in every version; what stands for what other sections hold, for as long as these hold
   * the same.
   */
  #memoOf(place: PlacedSection): Map<YamlNode, PythonValue> {
    const { section } = place;
    const names = section.remember(foreignAliases);
    if (names.length === 0) return section.remember(ownValues).memo;
    const linked = this.#linked.get(place);
    if (linked) return linked;
    // Stands for a section that is linked in a circle.
    this.#linked.set(place, new Map());
    const targets = names.map((name) => {
      const target = this.#document.anchor(name, place);
      return target ? this.of(target) : null;
    });
    const own = section.remember(ownValues);
    const isSame = own.targets.length > 0 && own.targets.every((target, index) => target === targets[index]);
    if (!isSame) own.renew(targets);
    this.#linked.set(place, own.memo);
    return own.memo;
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
  // Lists of texts and numbers are many, and soon made again.
  if (!Array.isArray(made) || made.some((item) => typeof item === 'object')) plain.set(value, made);
  return made;
}

/** Most values are the same from one version of a text to the next. */
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

interface Tally {
  /** But for aliases. */
  nodes: number;
  aliases: readonly AliasNode[];
}

function tally({ root }: Section): Tally {
  const found: { nodes: number; aliases: AliasNode[] } = { nodes: 0, aliases: [] };
  const walk = (node: YamlNode): void => {
    if (node.kind === 'alias') found.aliases.push(node);
    else {
      found.nodes += 1;
      for (const child of childrenOf(node)) walk(child);
    }
  };
  if (root) walk(root);
  return found;
}

/** Names of the anchors that a section has aliases of and does not set itself. */
function foreignAliases(section: Section): readonly string[] {
  const names = new Set(section.remember(tally).aliases.map(({ name }) => name));
  return [...names].filter((name) => !section.anchors.has(name));
}

/** Values of a section's nodes, and of what its aliases stood for then. */
class OwnValues {
  memo = new Map<YamlNode, PythonValue>();
  targets: readonly PythonValue[] = [];

  renew(targets: readonly PythonValue[]): void {
    this.memo = new Map();
    this.targets = targets;
  }
}

function ownValues(): OwnValues {
  return new OwnValues();
}
