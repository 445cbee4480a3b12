import type { Box, Point } from './graph-layout.ts';

/** Width to height that a drawing should have, which is about that of an editor. */
const aspect = 1.6;

/** Places boxes in rows, in their order, for a drawing about as wide as an editor. Returns the top left corner of each. */
export function packBoxes(
  boxes: readonly Pick<Box, 'width' | 'height'>[],
  gap: number,
): { corners: Point[]; width: number; height: number } {
  const area = boxes.reduce((sum, box) => sum + (box.width + gap) * (box.height + gap), 0);
  const widest = boxes.reduce((most, box) => Math.max(most, box.width), 0);
  const limit = Math.max(widest, Math.sqrt(area * aspect));
  const corners: Point[] = [];
  let [x, y, rowHeight, width] = [0, 0, 0, 0];
  for (const box of boxes) {
    if (x > 0 && x + box.width > limit) {
      y += rowHeight + gap;
      x = 0;
      rowHeight = 0;
    }
    corners.push({ x, y });
    width = Math.max(width, x + box.width);
    rowHeight = Math.max(rowHeight, box.height);
    x += box.width + gap;
  }
  return { corners, width, height: y + rowHeight };
}
