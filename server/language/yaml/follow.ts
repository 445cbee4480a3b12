import type { ValuePath } from '../../manifests/dvc/fault.ts';
import { pairOf, type YamlNode } from './node.ts';
import { isMergeKey } from './values.ts';
import type { Placed, PlacedPair, YamlDocument } from './yaml-document.ts';

/** The entry of a mapping that counts: its own, or one that `<<` brings in; aliases are followed. */
export function entryOf(yaml: YamlDocument, mapping: Placed, key: string): PlacedPair | null {
  return find(yaml, mapping, key, 10);
}

/** The value of a mapping's entry; null where there is none. */
export function valueIn(yaml: YamlDocument, mapping: Placed, key: string): Placed | null {
  const entry = entryOf(yaml, mapping, key);
  return entry && { node: entry.pair.value, place: entry.place };
}

/** Items of a list, aliases followed; none where it is no list. */
export function itemsOf(yaml: YamlDocument, list: Placed | null): Placed[] {
  if (!list) return [];
  const { node, place } = yaml.resolve(list);
  return node.kind === 'sequence' ? node.items.map((item) => ({ node: item, place })) : [];
}

/**
 * Where a path leads from a value: the innermost value on it that is there, what is to be marked there (the key of a
 * mapping's entry that holds more than a scalar, otherwise the value), and how many steps were taken.
 */
export function follow(
  yaml: YamlDocument,
  from: Placed,
  path: ValuePath,
): { value: Placed; mark: Placed; taken: number } {
  let value = from;
  let mark = from;
  for (const [index, step] of path.entries()) {
    const here = yaml.resolve(value);
    if (here.node.kind === 'sequence') {
      const node = here.node.items[Number(step)];
      if (!node) return { value, mark, taken: index };
      value = { node, place: here.place };
      const item = yaml.resolve(value);
      mark = { node: firstKey(item.node) ?? item.node, place: item.place };
      continue;
    }
    const entry = entryOf(yaml, here, String(step));
    if (!entry) return { value, mark, taken: index };
    value = { node: entry.pair.value, place: entry.place };
    const isShort = value.node.kind === 'scalar' && value.node.end > value.node.start;
    mark = isShort ? value : { node: entry.pair.key, place: entry.place };
  }
  return { value, mark, taken: path.length };
}

function firstKey(node: YamlNode): YamlNode | null {
  return node.kind === 'map' ? (node.pairs[0]?.key ?? null) : null;
}

function find(yaml: YamlDocument, mapping: Placed, key: string, depth: number): PlacedPair | null {
  const { node, place } = yaml.resolve(mapping);
  if (node.kind !== 'map' || depth === 0) return null;
  const own = pairOf(node, key);
  if (own) return { pair: own, place };
  for (const pair of node.pairs) {
    if (!isMergeKey(pair.key)) continue;
    const merged = yaml.resolve({ node: pair.value, place });
    const sources =
      merged.node.kind === 'sequence'
        ? merged.node.items.map((item) => ({ node: item, place: merged.place }))
        : [merged];
    for (const source of sources) {
      const found = find(yaml, source, key, depth - 1);
      if (found) return found;
    }
  }
  return null;
}
