import type { Position } from 'vscode-languageserver-types';
import { keyText, type YamlNode } from './node.ts';
import { nodesAt } from './nodes-at.ts';
import type { PlacedSection, YamlDocument } from './yaml-document.ts';

/** The innermost node at a position, and what leads to it. */
export interface PathAt {
  /** Of the value; of the entry where the node is its key. */
  path: (string | number)[];
  isKey: boolean;
  node: YamlNode;
  place: PlacedSection;
}

/** Null where nothing is written. */
export function pathAt(yaml: YamlDocument, position: Position): PathAt | null {
  const around = nodesAt(yaml, position);
  const node = around?.nodes.at(-1);
  if (!around || !node) return null;
  const path: (string | number)[] = [...around.place.path];
  let isKey = false;
  for (const [index, outer] of around.nodes.entries()) {
    const inner = around.nodes[index + 1];
    if (!inner) break;
    if (outer.kind === 'sequence') path.push(outer.items.indexOf(inner));
    if (outer.kind !== 'map') continue;
    const pair = outer.pairs.find(({ key, value }) => key === inner || value === inner);
    if (!pair) return null;
    path.push(keyText(pair.key) ?? '');
    isKey = pair.key === inner;
  }
  return { path, isKey, node, place: around.place };
}
