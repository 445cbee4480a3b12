import { maxColumnWidth, minColumnWidth } from './column.ts';

/**
 * Follows the pointer from a grip until it is let go. `onWidth` gets the width so far, in CSS pixels;
 * `onDone` the last one.
 */
export function dragWidth(
  start: PointerEvent,
  startWidth: number,
  onWidth: (width: number) => void,
  onDone: (width: number) => void,
): void {
  const grip = start.currentTarget as HTMLElement;
  grip.setPointerCapture(start.pointerId);
  grip.classList.add('dragging');
  const widthAt = (event: PointerEvent) => clampWidth(startWidth + event.clientX - start.clientX);
  const move = (event: PointerEvent) => onWidth(widthAt(event));
  const end = (event: PointerEvent) => {
    grip.removeEventListener('pointermove', move);
    grip.removeEventListener('lostpointercapture', end);
    grip.classList.remove('dragging');
    onDone(widthAt(event));
  };
  grip.addEventListener('pointermove', move);
  grip.addEventListener('lostpointercapture', end);
}

export function clampWidth(width: number): number {
  return Math.round(Math.max(minColumnWidth, Math.min(maxColumnWidth, width)));
}
