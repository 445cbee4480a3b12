import type { GraphViewport } from '../../../schemas/protocol/views/pipeline-graph.ts';
import type { Box, Point } from '../layout/graph-layout.ts';

export interface Size {
  width: number;
  height: number;
}

export const scales = { least: 0.02, most: 2.5 };
/** Wheel pixels that double the scale, and the most that one turn counts: a pinch sends few, a wheel many. */
const wheel = { doubling: 100, most: 60 };
const margin = 24;

/** The same point of the drawing stays under `at`, in view pixels. */
export function zoomedAt(viewport: GraphViewport, factor: number, at: Point): GraphViewport {
  const scale = Math.min(scales.most, Math.max(scales.least, viewport.scale * factor));
  const by = scale / viewport.scale;
  return { x: at.x - (at.x - viewport.x) * by, y: at.y - (at.y - viewport.y) * by, scale };
}

export function wheelFactor(pixels: number): number {
  return 2 ** (-Math.max(-wheel.most, Math.min(wheel.most, pixels)) / wheel.doubling);
}

/** All of a drawing in the middle of the view, never larger than it is. */
export function fitted(drawing: Size, view: Size): GraphViewport {
  const scale = Math.max(
    scales.least,
    Math.min(
      1,
      (view.width - 2 * margin) / Math.max(1, drawing.width),
      (view.height - 2 * margin) / Math.max(1, drawing.height),
    ),
  );
  return {
    x: (view.width - drawing.width * scale) / 2,
    y: (view.height - drawing.height * scale) / 2,
    scale,
  };
}

/** Moved no further than is needed to see the box; its start where it is larger than the view. */
export function broughtIntoView(viewport: GraphViewport, box: Box, view: Size): GraphViewport {
  const { scale } = viewport;
  const along = (offset: number, start: number, length: number, room: number) => {
    const before = margin - (offset + start * scale);
    const after = offset + (start + length) * scale - (room - margin);
    if (before > 0) return offset + before;
    return after > 0 ? offset - Math.min(after, -before) : offset;
  };
  return {
    x: along(viewport.x, box.x, box.width, view.width),
    y: along(viewport.y, box.y, box.height, view.height),
    scale,
  };
}

/** The point of the drawing in the middle of the view. */
export function centredOn(viewport: GraphViewport, point: Point, view: Size): GraphViewport {
  const { scale } = viewport;
  return { x: view.width / 2 - point.x * scale, y: view.height / 2 - point.y * scale, scale };
}

/** What part of the drawing is in sight. */
export function seenBox({ x, y, scale }: GraphViewport, view: Size): Box {
  return { x: -x / scale, y: -y / scale, width: view.width / scale, height: view.height / scale };
}

export function intersects(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
