import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type Range,
  Virtualizer,
} from '@tanstack/virtual-core';

export interface AxisWindow {
  /** Indices of the items to draw, ascending, without gaps. */
  first: number;
  last: number;
}

/**
 * How many items beyond those in sight are drawn on either side: where fewer than `least` are left, up to `most` are
 * again. Most frames of a scroll then move only what is there, and one in several changes the document.
 */
const margins = { rows: { least: 4, most: 8 }, columns: { least: 1, most: 2 } } as const;

/** One direction of a scrolled surface: which of `count` items lie in sight (and a little beyond). */
export class VirtualAxis {
  private readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  private unmount: (() => void) | undefined;
  private scroller: HTMLElement | null = null;
  private readonly onChange: () => void;
  private readonly direction: 'rows' | 'columns';
  private held: AxisWindow | null = null;
  private told: AxisWindow | null = null;

  /** `onChange`: other items are to be drawn than before. */
  constructor(direction: 'rows' | 'columns', onChange: () => void) {
    this.direction = direction;
    this.onChange = onChange;
    this.virtualizer = new Virtualizer<HTMLElement, HTMLElement>(this.options(0, () => 0, 0));
  }

  connect(scroller: HTMLElement): void {
    this.scroller = scroller;
    this.unmount = this.virtualizer._didMount();
    this.virtualizer._willUpdate();
  }

  disconnect(): void {
    this.unmount?.();
    this.unmount = undefined;
  }

  /** `covered`: CSS pixels of the view that a sticky header or pinned columns take. */
  resize(count: number, sizeOf: (index: number) => number, covered: number): void {
    this.held = null;
    this.virtualizer.setOptions(this.options(count, sizeOf, covered));
    this.virtualizer.measure();
  }

  window(): AxisWindow | null {
    const items = this.virtualizer.getVirtualItems();
    const first = items[0];
    const last = items.at(-1);
    if (first === undefined || last === undefined) return null;
    return { first: first.index, last: last.index };
  }

  reveal(index: number): void {
    this.virtualizer.scrollToIndex(index, { align: 'auto' });
  }

  private options(count: number, sizeOf: (index: number) => number, covered: number) {
    return {
      count,
      estimateSize: sizeOf,
      horizontal: this.direction === 'columns',
      overscan: 0,
      rangeExtractor: (range: Range) => indicesOf(this.hold(range)),
      scrollPaddingEnd: covered,
      getScrollElement: () => this.scroller,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => this.tellChange(),
    };
  }

  private tellChange(): void {
    const now = this.window();
    if (now?.first === this.told?.first && now?.last === this.told?.last) return;
    this.told = now;
    this.onChange();
  }

  /** What is drawn goes on being drawn as long as it reaches far enough beyond what is in sight. */
  private hold({ startIndex, endIndex, count }: Range): AxisWindow {
    const { least, most } = margins[this.direction];
    const reach = (margin: number): AxisWindow => ({
      first: Math.max(0, startIndex - margin),
      last: Math.min(count - 1, endIndex + margin),
    });
    const needed = reach(least);
    const { held } = this;
    if (held !== null && held.first <= needed.first && held.last >= needed.last) return held;
    this.held = reach(most);
    return this.held;
  }
}

function indicesOf({ first, last }: AxisWindow): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}
