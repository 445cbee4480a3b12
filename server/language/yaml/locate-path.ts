import type { ValuePath } from '../../manifests/dvc/fault.ts';
import { keyText, type YamlNode } from './node.ts';
import { isMergeKey } from './values.ts';
import type { Placed, PlacedPair, YamlDocument } from './yaml-document.ts';

/** Where a value of a document is written. */
export interface LocatedPath {
  /** The entry that the last key of the path names; null for an item of a list, and for the top. */
  pair: PlacedPair | null;
  value: Placed;
  /** Set where it is written elsewhere, and stands here by an alias or a merge key: that alias. */
  alias: Placed | null;
}

/** As `plainValue(document.values.whole())` holds it: through aliases and merge keys too. Null for what is not there. */
export function locatePath(yaml: YamlDocument, path: ValuePath): LocatedPath | null {
  if (path.length === 0) {
    const value = yaml.find([]);
    return value && { pair: null, value, alias: null };
  }
  const above = locatePath(yaml, path.slice(0, -1));
  if (!above) return null;
  const { node, place } = yaml.resolve(above.value);
  const alias = above.alias ?? (above.value.node.kind === 'alias' ? above.value : null);
  const last = path.at(-1) ?? '';
  if (node.kind === 'sequence') {
    const item = node.items[Number(last)];
    return item ? { pair: null, value: { node: item, place }, alias } : null;
  }
  // Also where a block is cut into sections, and nothing but its key stands in the first.
  const pair = yaml.findPair(path);
  if (pair) return { pair, value: { node: pair.pair.value, place: pair.place }, alias };
  if (node.kind !== 'map') return null;
  for (const merge of yaml.pairsAt(path.slice(0, -1))) {
    if (!isMergeKey(merge.pair.key)) continue;
    const found = findMerged(yaml, { node: merge.pair.value, place: merge.place }, String(last), new Set());
    if (found) return { ...found, alias: alias ?? found.alias };
  }
  return null;
}

/** What a merge key brings in under a key. */
function findMerged(
  yaml: YamlDocument,
  source: Placed,
  key: string,
  seen: Set<YamlNode>,
): (LocatedPath & { alias: Placed }) | null {
  const { node, place } = yaml.resolve(source);
  if (seen.has(node)) return null;
  seen.add(node);
  if (node.kind === 'sequence') {
    for (const item of node.items) {
      const found = findMerged(yaml, { node: item, place }, key, seen);
      if (found) return found;
    }
  }
  if (node.kind !== 'map') return null;
  const own = node.pairs.findLast((pair) => keyText(pair.key) === key && !isMergeKey(pair.key));
  if (own) return { pair: { pair: own, place }, value: { node: own.value, place }, alias: source };
  for (const pair of node.pairs) {
    const found = isMergeKey(pair.key) && findMerged(yaml, { node: pair.value, place }, key, seen);
    if (found) return { ...found, alias: source };
  }
  return null;
}
