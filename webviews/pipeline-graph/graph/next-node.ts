import type { GraphDirection } from '../../../schemas/protocol/views/pipeline-graph.ts';
import type { Point } from '../layout/graph-layout.ts';
import type { ShownEdge } from './graph.ts';

export type ArrowKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** How much more a step aside counts than one ahead, so that the arrows stay in their layer. */
const asideWeight = 4;

/**
 * Where an arrow key leads: along the layers by an edge, to the nearest of what is needed or what needs it; across them
 * to the next node of the layer. Null where nothing lies there.
 */
export function nextNode(
  at: string,
  key: ArrowKey,
  direction: GraphDirection,
  positions: ReadonlyMap<string, Point>,
  edges: readonly ShownEdge[],
): string | null {
  const here = positions.get(at);
  if (here === undefined) return null;
  const isRight = direction === 'right';
  const along = ({ x, y }: Point) => (isRight ? x : y);
  const across = ({ x, y }: Point) => (isRight ? y : x);
  const forward = isRight ? 'ArrowRight' : 'ArrowDown';
  const backward = isRight ? 'ArrowLeft' : 'ArrowUp';
  if (key === forward || key === backward) {
    const linked = edges.flatMap(({ from, to }) =>
      key === forward ? (from === at ? [to] : []) : to === at ? [from] : [],
    );
    return nearest(
      linked,
      (point) => Math.abs(across(point) - across(here)) + Math.abs(along(point) - along(here)),
    );
  }
  const sign = key === 'ArrowDown' || key === 'ArrowRight' ? 1 : -1;
  const beside = [...positions].filter(([, point]) => sign * (across(point) - across(here)) > 1);
  return nearest(
    beside.map(([id]) => id),
    (point) => Math.abs(across(point) - across(here)) + asideWeight * Math.abs(along(point) - along(here)),
  );

  function nearest(ids: readonly string[], distance: (point: Point) => number): string | null {
    let best: { id: string; distance: number } | null = null;
    for (const id of ids) {
      const point = positions.get(id);
      if (point === undefined) continue;
      const away = distance(point);
      if (best === null || away < best.distance) best = { id, distance: away };
    }
    return best?.id ?? null;
  }
}
