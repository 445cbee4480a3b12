/** Tells the cells how large the whole table is: only where that has changed, for every cell inherits it. */
export class CanvasSize {
  #shown = '';

  /** In CSS pixels; `height`: without the header. */
  show(canvas: HTMLElement, width: number, height: number): void {
    const size = `${width} ${height}`;
    if (size === this.#shown) return;
    this.#shown = size;
    canvas.style.setProperty('--table-width', `${width}px`);
    canvas.style.setProperty('--table-height', `${height}px`);
  }
}
