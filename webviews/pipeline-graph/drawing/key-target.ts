import { nextNode } from '../graph/next-node.ts';
import type { GraphLayout } from '../layout/graph-layout.ts';
import type { CanvasAction } from './canvas-keys.ts';

/** The node that a key goes to; null where there is none. `drawn`: in the order of the drawing. */
export function keyTarget(
  action: Exclude<CanvasAction, { kind: 'pan' } | { kind: 'zoom' }>,
  selected: string | null,
  { positions, edges, direction }: GraphLayout,
  drawn: readonly string[],
): string | null {
  if (action.kind !== 'move') return drawn.at(action.kind === 'last' ? -1 : 0) ?? null;
  if (selected === null || !positions.has(selected)) return drawn.at(0) ?? null;
  return nextNode(selected, action.key, direction, positions, edges);
}
