import type { GraphViewport } from '../../../schemas/protocol/views/pipeline-graph.ts';
import type { GraphLayout, Point } from '../layout/graph-layout.ts';
import type { Size } from './viewport.ts';

/** A node and where its middle is. */
export interface Anchor {
  id: string;
  at: Point;
}

/** The node that a person is most likely looking at: what is selected, else what is nearest to the view's middle. */
export function anchorOf(
  { positions }: Pick<GraphLayout, 'positions'>,
  selected: string | null,
  viewport: GraphViewport | null,
  view: Size,
): Anchor | null {
  const own = selected === null ? undefined : positions.get(selected);
  if (selected !== null && own !== undefined) return { id: selected, at: own };
  if (viewport === null) return null;
  const { x, y, scale } = viewport;
  const middle = { x: (view.width / 2 - x) / scale, y: (view.height / 2 - y) / scale };
  let best: (Anchor & { away: number }) | null = null;
  for (const [id, at] of positions) {
    const away = Math.hypot(at.x - middle.x, at.y - middle.y);
    if (best === null || away < best.away) best = { id, at, away };
  }
  return best;
}
