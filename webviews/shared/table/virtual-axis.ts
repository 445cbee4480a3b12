import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';

export interface AxisWindow {
  /** Indices of the items to draw, ascending, without gaps. */
  first: number;
  last: number;
  /** Offset of the first in CSS pixels. */
  start: number;
  total: number;
}

/** One direction of a scrolled surface: which of `count` items lie in sight (and a little beyond). */
export class VirtualAxis {
  private readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  private unmount: (() => void) | undefined;
  private scroller: HTMLElement | null = null;
  private readonly onChange: () => void;
  private readonly horizontal: boolean;

  constructor(direction: 'rows' | 'columns', onChange: () => void) {
    this.horizontal = direction === 'columns';
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
    this.virtualizer.setOptions(this.options(count, sizeOf, covered));
    this.virtualizer.measure();
  }

  window(): AxisWindow | null {
    const items = this.virtualizer.getVirtualItems();
    const first = items[0];
    const last = items.at(-1);
    if (first === undefined || last === undefined) return null;
    return {
      first: first.index,
      last: last.index,
      start: first.start,
      total: this.virtualizer.getTotalSize(),
    };
  }

  reveal(index: number): void {
    this.virtualizer.scrollToIndex(index, { align: 'auto' });
  }

  private options(count: number, sizeOf: (index: number) => number, covered: number) {
    return {
      count,
      estimateSize: sizeOf,
      horizontal: this.horizontal,
      overscan: this.horizontal ? 2 : 8,
      scrollPaddingEnd: covered,
      getScrollElement: () => this.scroller,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => this.onChange(),
    };
  }
}
