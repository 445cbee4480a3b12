import type { LayoutNode, LayoutRequest } from './graph-layout.ts';

/** Nodes that hang together, and the edges between them. */
export interface Component {
  nodes: LayoutNode[];
  edges: LayoutRequest['edges'];
  /** The region of all its nodes; empty where they are of several. */
  region: string;
}

/** In the order of each one's first node. */
export function connectedComponents({ nodes, edges }: Pick<LayoutRequest, 'nodes' | 'edges'>): Component[] {
  const parent = new Map(nodes.map(({ id }) => [id, id]));
  const rootOf = (id: string): string => {
    let root = id;
    for (let next = parent.get(root); next !== undefined && next !== root; next = parent.get(root)) {
      parent.set(root, parent.get(next) ?? next);
      root = next;
    }
    return root;
  };
  for (const { from, to } of edges) parent.set(rootOf(from), rootOf(to));
  const components = new Map<string, Component>();
  for (const node of nodes) {
    const root = rootOf(node.id);
    const component = components.get(root) ?? { nodes: [], edges: [], region: '' };
    component.nodes.push(node);
    components.set(root, component);
  }
  for (const component of components.values()) {
    const regions = new Set(component.nodes.flatMap(({ region }) => region ?? []));
    if (regions.size === 1) component.region = [...regions][0] ?? '';
  }
  for (const edge of edges) components.get(rootOf(edge.from))?.edges.push(edge);
  return [...components.values()];
}
