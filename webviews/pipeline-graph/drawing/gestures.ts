import type { Point } from '../layout/graph-layout.ts';
import { wheelFactor } from './viewport.ts';

/** Pixels that a pointer may stray and still have clicked. */
const clickSlack = 4;
const linePixels = 16;

export interface GestureHandlers {
  pan(by: Point): void;
  /** `at` is in pixels of the view. */
  zoom(factor: number, at: Point): void;
  /** Pressed and released in one place. `isDouble`: a second time at once. */
  click(target: Element, isDouble: boolean): void;
}

/** Dragging pans, so do wheel and trackpad; pinching, or the wheel with Ctrl or Cmd, zooms. With `isPanOnly` nothing is clicked. */
export function listenToGestures(
  surface: SVGSVGElement,
  handlers: GestureHandlers,
  isPanOnly: () => boolean,
): void {
  const pointers = new Map<number, Point>();
  let hasStrayed = false;
  let start: Point = { x: 0, y: 0 };
  let target: Element | null = null;

  surface.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 && event.button !== 1) return;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (pointers.size > 1) {
      hasStrayed = true;
      return;
    }
    hasStrayed = event.button === 1 || isPanOnly();
    start = { x: event.clientX, y: event.clientY };
    target = event.target as Element;
  });
  surface.addEventListener('pointermove', (event) => {
    const last = pointers.get(event.pointerId);
    if (last === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    if (!hasStrayed && Math.hypot(now.x - start.x, now.y - start.y) > clickSlack) hasStrayed = true;
    if (hasStrayed && !surface.hasPointerCapture(event.pointerId)) surface.setPointerCapture(event.pointerId);
    if (pointers.size === 1 && hasStrayed) handlers.pan({ x: now.x - last.x, y: now.y - last.y });
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, now);
    if (other === undefined) return;
    const [before, after] = [last, now].map((point) => Math.hypot(point.x - other.x, point.y - other.y));
    const box = surface.getBoundingClientRect();
    handlers.zoom((after ?? 1) / Math.max(1, before ?? 1), {
      x: (now.x + other.x) / 2 - box.x,
      y: (now.y + other.y) / 2 - box.y,
    });
  });
  const release = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId)) return;
    if (event.type === 'pointerup' && !hasStrayed && target !== null) handlers.click(target, false);
  };
  surface.addEventListener('pointerup', release);
  surface.addEventListener('pointercancel', release);
  surface.addEventListener('dblclick', (event) => handlers.click(event.target as Element, true));
  surface.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? linePixels : 1;
      if (event.ctrlKey || event.metaKey) {
        const box = surface.getBoundingClientRect();
        handlers.zoom(wheelFactor(event.deltaY * unit), {
          x: event.clientX - box.x,
          y: event.clientY - box.y,
        });
        return;
      }
      const [across, down] = event.shiftKey ? [event.deltaX + event.deltaY, 0] : [event.deltaX, event.deltaY];
      handlers.pan({ x: -across * unit, y: -down * unit });
    },
    { passive: false },
  );
}
