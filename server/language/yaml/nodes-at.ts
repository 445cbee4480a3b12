import type { Position } from 'vscode-languageserver-types';
import { childrenOf, type YamlNode } from './node.ts';
import type { PlacedSection, YamlDocument } from './yaml-document.ts';

/** The nodes around a position, outermost first; all of one section. */
export interface NodesAt {
  place: PlacedSection;
  /** Of the position, in the section. */
  offset: number;
  nodes: YamlNode[];
}

/** Null before the first section. A position right behind a node is still of it. */
export function nodesAt(yaml: YamlDocument, position: Position): NodesAt | null {
  const located = yaml.locate(position);
  if (!located) return null;
  const { place, offset } = located;
  const nodes: YamlNode[] = [];
  const holds = (node: YamlNode) => node.start <= offset && offset <= node.end;
  for (let node = place.section.root ?? undefined; node && holds(node); ) {
    nodes.push(node);
    node = childrenOf(node).findLast(holds);
  }
  return { place, offset, nodes };
}
