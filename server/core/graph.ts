/** Edges from each node to those it needs. Every node is a key; what is no key is not of the graph. */
export type Graph<T> = ReadonlyMap<T, ReadonlySet<T>>;

/**
 * Each node after all that it needs, otherwise in the order of the map's keys.
 * The path of a cycle instead where there is one: each needs the next, and the last is the first again.
 */
export function topologicalOrder<T>(graph: Graph<T>): { order: T[] } | { cycle: T[] } {
  const order: T[] = [];
  const state = new Map<T, 'open' | 'done'>();
  for (const root of graph.keys()) {
    if (state.has(root)) continue;
    // Not recursive: a pipeline may be a chain of thousands.
    const path: { node: T; rest: Iterator<T> }[] = [];
    const enter = (node: T) => {
      state.set(node, 'open');
      path.push({ node, rest: (graph.get(node) ?? new Set<T>())[Symbol.iterator]() });
    };
    enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.rest.next();
      if (next.done) {
        state.set(top.node, 'done');
        order.push(top.node);
        path.pop();
      } else if (state.get(next.value) === 'open') {
        const nodes = path.map(({ node }) => node);
        return { cycle: [...nodes.slice(nodes.indexOf(next.value)), next.value] };
      } else if (!state.has(next.value) && graph.has(next.value)) enter(next.value);
    }
  }
  return { order };
}

/** The nodes and all that they need, directly or not. */
export function reachable<T>(graph: Graph<T>, from: Iterable<T>): Set<T> {
  const found = new Set<T>(from);
  for (const node of found) for (const next of graph.get(node) ?? []) found.add(next);
  return found;
}

/** The same nodes with every edge turned round. */
export function reversed<T>(graph: Graph<T>): Graph<T> {
  const turned = new Map([...graph.keys()].map((node) => [node, new Set<T>()]));
  for (const [node, needs] of graph) for (const needed of needs) turned.get(needed)?.add(node);
  return turned;
}
