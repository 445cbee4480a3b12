import type { GraphDirection } from '../../../schemas/protocol/views/pipeline-graph.ts';
import type { Box, Point } from '../layout/graph-layout.ts';

/** A smooth line through the points that leaves and arrives along the layers. */
export function edgePath(points: readonly Point[], direction: GraphDirection): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let last = first;
  const steps = rest.map((point) => {
    const isRight = direction === 'right';
    const middle = isRight ? (last.x + point.x) / 2 : (last.y + point.y) / 2;
    const bends = isRight
      ? `${round(middle)} ${round(last.y)} ${round(middle)} ${round(point.y)}`
      : `${round(last.x)} ${round(middle)} ${round(point.x)} ${round(middle)}`;
    last = point;
    return `C${bends} ${round(point.x)} ${round(point.y)}`;
  });
  return `M${round(first.x)} ${round(first.y)}${steps.join('')}`;
}

export function boundsOf(points: readonly Point[]): Box {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
