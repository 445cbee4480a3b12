import type { GraphFocus } from '../../../schemas/protocol/views/pipeline-graph.ts';
import type { ShownEdge, ShownGraph } from './graph.ts';

/** Nodes by the one they lead to, or come from. */
export type Neighbours = ReadonlyMap<string, readonly string[]>;

export function upstreamOf(edges: readonly ShownEdge[]): Neighbours {
  return grouped(edges.map(({ from, to }) => [to, from]));
}

export function downstreamOf(edges: readonly ShownEdge[]): Neighbours {
  return grouped(edges.map(({ from, to }) => [from, to]));
}

/** The node and all that lie at most so many steps from it; null for however many. */
export function within(neighbours: Neighbours, start: string, steps: number | null): Set<string> {
  const found = new Set([start]);
  let last = [start];
  for (let step = 0; (steps === null || step < steps) && last.length > 0; step++) {
    last = last.flatMap((id) => neighbours.get(id) ?? []).filter((id) => !found.has(id));
    for (const id of last) found.add(id);
  }
  return found;
}

/** The part of a graph around a node; all of it where the node is not there. */
export function focused(graph: ShownGraph, focus: GraphFocus | null): ShownGraph {
  if (focus === null || !graph.nodes.some(({ id }) => id === focus.node)) return graph;
  const kept = new Set([
    ...within(upstreamOf(graph.edges), focus.node, focus.up),
    ...within(downstreamOf(graph.edges), focus.node, focus.down),
  ]);
  return {
    nodes: graph.nodes.filter(({ id }) => kept.has(id)),
    edges: graph.edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
  };
}

function grouped(pairs: readonly (readonly [string, string])[]): Neighbours {
  const neighbours = new Map<string, string[]>();
  for (const [key, value] of pairs) {
    const known = neighbours.get(key);
    if (known) known.push(value);
    else neighbours.set(key, [value]);
  }
  return neighbours;
}
