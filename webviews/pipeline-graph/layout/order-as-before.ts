import type { Graph } from '@dagrejs/dagre';

const sweeps = 3;

/**
 * Orders each layer as its nodes stood before; what is new stands at the mean of its neighbours.
 * @param graph nodes with a `rank`; their `order` within it is set
 * @param before place across the layers, by node
 */
export function orderAsBefore(
  graph: Pick<Graph, 'nodes' | 'node' | 'neighbors'>,
  before: ReadonlyMap<string, number>,
): void {
  const place = new Map(before);
  const fresh = graph.nodes().filter((id) => !before.has(id));
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (const id of sweep % 2 === 0 ? fresh : fresh.toReversed()) {
      const known = (graph.neighbors(id) ?? []).flatMap((other) => place.get(other) ?? []);
      if (known.length > 0) place.set(id, known.reduce((sum, one) => sum + one, 0) / known.length);
    }
  const layers = new Map<number, string[]>();
  for (const id of graph.nodes()) {
    const { rank } = graph.node(id) as { rank: number };
    const layer = layers.get(rank) ?? [];
    layer.push(id);
    layers.set(rank, layer);
  }
  for (const layer of layers.values()) {
    layer.sort((a, b) => (place.get(a) ?? Number.MAX_VALUE) - (place.get(b) ?? Number.MAX_VALUE));
    for (const [order, id] of layer.entries()) graph.node(id).order = order;
  }
}
