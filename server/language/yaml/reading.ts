import { valueIn, itemsOf as writtenItems } from './follow.ts';
import type { ScalarNode } from './node.ts';
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

/** The value of a mapping's entry, aliases and merge keys followed; null where there is none. */
export function entryOf(yaml: YamlDocument, mapping: Placed | null, key: string): Placed | null {
  const value = mapping && valueIn(yaml, mapping, key);
  return value && yaml.resolve(value);
}

/** Items of a list, aliases followed; none of anything else. */
export function itemsOf(yaml: YamlDocument, list: Placed | null): Placed[] {
  return writtenItems(yaml, list).map((item) => yaml.resolve(item));
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
