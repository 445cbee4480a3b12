import { pairOf, type ScalarNode } from './node.ts';
import type { Placed, YamlDocument } from './yaml-document.ts';

/** A text of a manifest, and the scalar that holds it. */
export interface WrittenText {
  text: string;
  at: Placed<ScalarNode>;
}

/** A number of a manifest. */
export interface WrittenNumber {
  value: number;
  at: Placed<ScalarNode>;
}

/** Merge keys in merge keys: deeper ones hold one another. */
const deepestMerge = 10;

/** The value of a mapping's entry, aliases and merge keys followed; null where there is none. */
export function entryOf(
  yaml: YamlDocument,
  mapping: Placed | null,
  key: string,
  depth = deepestMerge,
): Placed | null {
  if (!mapping) return null;
  const { node, place } = yaml.resolve(mapping);
  const own = pairOf(node, key);
  if (own) return yaml.resolve({ node: own.value, place });
  const merged = pairOf(node, '<<');
  if (!merged || depth === 0) return null;
  const source = yaml.resolve({ node: merged.value, place });
  const sources = source.node.kind === 'sequence' ? itemsOf(yaml, source) : [source];
  for (const each of sources) {
    const found = entryOf(yaml, each, key, depth - 1);
    if (found) return found;
  }
  return null;
}

/** Items of a list, aliases followed; none of anything else. */
export function itemsOf(yaml: YamlDocument, list: Placed | null): Placed[] {
  if (!list) return [];
  const { node, place } = yaml.resolve(list);
  return node.kind === 'sequence' ? node.items.map((item) => yaml.resolve({ node: item, place })) : [];
}

/** Null for what is no text. */
export function textOf(placed: Placed | null): WrittenText | null {
  if (placed?.node.kind !== 'scalar' || typeof placed.node.value !== 'string') return null;
  return { text: placed.node.value, at: { node: placed.node, place: placed.place } };
}

/** Null for what is no number. */
export function numberOf(placed: Placed | null): WrittenNumber | null {
  if (placed?.node.kind !== 'scalar') return null;
  const { value } = placed.node;
  if (typeof value !== 'number' && typeof value !== 'bigint') return null;
  return { value: Number(value), at: { node: placed.node, place: placed.place } };
}

/** Texts of a list, or the one that stands in its place. */
export function textsOf(yaml: YamlDocument, placed: Placed | null): WrittenText[] {
  const alone = textOf(placed);
  return alone ? [alone] : itemsOf(yaml, placed).flatMap((item) => textOf(item) ?? []);
}
