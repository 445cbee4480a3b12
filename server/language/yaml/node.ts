/** Offsets are UTF-16 code units from the start of the section's text. */
interface NodePlace {
  start: number;
  end: number;
  anchor: string | null;
}

export type ScalarValue = null | boolean | bigint | number | string;

export interface ScalarNode extends NodePlace {
  kind: 'scalar';
  value: ScalarValue;
  style: 'plain' | 'single-quoted' | 'double-quoted' | 'block';
}

export interface Pair {
  key: YamlNode;
  /** A scalar `null` of no length where nothing is written. */
  value: YamlNode;
}

export interface MapNode extends NodePlace {
  kind: 'map';
  flow: boolean;
  pairs: Pair[];
}

export interface SequenceNode extends NodePlace {
  kind: 'sequence';
  flow: boolean;
  items: YamlNode[];
}

export interface AliasNode extends NodePlace {
  kind: 'alias';
  /** Of the anchor. */
  name: string;
}

export type YamlNode = ScalarNode | MapNode | SequenceNode | AliasNode;

/** A key as people name it; null for one that is a mapping, a list or an alias. */
export function keyText(node: YamlNode): string | null {
  return node.kind === 'scalar' ? String(node.value) : null;
}

/** The last of a mapping's entries with this key, as readers take it. */
export function pairOf(node: YamlNode | null | undefined, key: string): Pair | null {
  if (node?.kind !== 'map') return null;
  return node.pairs.findLast((pair) => keyText(pair.key) === key) ?? null;
}

/** The nodes directly below. */
export function childrenOf(node: YamlNode): YamlNode[] {
  if (node.kind === 'map') return node.pairs.flatMap(({ key, value }) => [key, value]);
  return node.kind === 'sequence' ? node.items : [];
}
