import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import type { TableStrings } from '../../../schemas/protocol/views/runs-table.ts';
import { sharedStyles } from '../styles.ts';
import { columnEdges, columnRules, type Sort, type TableColumn } from './column.ts';
import { clampWidth } from './column-drag.ts';
import { type Place, type TableKey, tableKey } from './keyboard.ts';
import {
  focusAt,
  noSelection,
  type Selection,
  type SelectionMode,
  selectAll,
  selectAt,
} from './selection.ts';
import { tableEvent } from './table-events.ts';
import { renderHeading } from './table-header.ts';
import { headerHeight, rowHeight, tableStyles } from './table-styles.ts';
import { VirtualAxis } from './virtual-axis.ts';

export interface Cell {
  text: string;
  /** The whole value, for the tooltip. */
  hint: string;
  icon?: string;
  tone?: 'muted' | 'ok' | 'bad' | 'busy' | 'warn';
}

/** Null while the row is not loaded. */
export type CellReader = (id: string, column: string) => Cell | null;

/**
 * A grid of any number of rows and columns, of which only those in sight are in the document. It holds no
 * data: `cellOf` reads it, `table-window` says what to load. Keyboard and roles follow ARIA's grid pattern;
 * the keyboard's place is told by `aria-activedescendant`, since rows come and go.
 */
export class VirtualTable extends LitElement {
  static override styles = [...sharedStyles, tableStyles];
  static override properties = {
    columns: { attribute: false },
    order: { attribute: false },
    cellOf: { attribute: false },
    selection: { attribute: false },
    sort: { attribute: false },
    label: {},
    strings: { attribute: false },
    revision: { attribute: false },
  };

  columns: readonly TableColumn[] = [];
  order: readonly string[] = [];
  cellOf: CellReader = () => null;
  selection: Selection = noSelection;
  sort: Sort | null = null;
  label = '';
  declare strings: TableStrings;
  /** Raise it when `cellOf` would now answer differently. */
  revision = 0;

  private readonly rowAxis = new VirtualAxis('rows', () => this.requestUpdate());
  private readonly columnAxis = new VirtualAxis('columns', () => this.requestUpdate());
  private readonly columnSheet = new CSSStyleSheet();
  private scroller: HTMLElement | undefined;
  private pinnedCount = 0;
  private activeColumn = 0;
  private onHeader = false;
  private announced = '';
  private placed = '';

  get scrollPosition(): { top: number; left: number } {
    return { top: this.scroller?.scrollTop ?? 0, left: this.scroller?.scrollLeft ?? 0 };
  }

  scrollToPosition(top: number, left: number): void {
    this.scroller?.scrollTo(left, top);
  }

  override focus(): void {
    this.scroller?.focus();
  }

  protected override createRenderRoot(): ShadowRoot {
    const root = super.createRenderRoot() as ShadowRoot;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.columnSheet];
    return root;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('columns')) {
      this.columnSheet.replaceSync(columnRules(this.columns));
      this.pinnedCount = this.columns.filter((column) => column.pinned).length;
      const scrolled = this.columns.slice(this.pinnedCount);
      this.columnAxis.resize(scrolled.length, (index) => scrolled[index]?.width ?? 0, this.pinnedWidth());
      this.activeColumn = Math.min(this.activeColumn, Math.max(0, this.columns.length - 1));
    }
    if (changed.has('order')) this.rowAxis.resize(this.order.length, () => rowHeight, headerHeight);
  }

  protected override firstUpdated(): void {
    if (this.scroller === undefined) return;
    this.rowAxis.connect(this.scroller);
    this.columnAxis.connect(this.scroller);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.rowAxis.disconnect();
    this.columnAxis.disconnect();
  }

  protected override render() {
    const drawn = this.drawnColumns();
    return html`<div
      class="scroller"
      role="grid"
      tabindex="0"
      aria-label=${this.label}
      aria-multiselectable="true"
      aria-rowcount=${this.order.length + 1}
      aria-colcount=${this.columns.length}
      aria-activedescendant=${this.activeId()}
      ${ref((element) => {
        this.scroller = element as HTMLElement | undefined;
      })}
      @keydown=${this.onKey}
    >
      <div class="canvas">
        <div class="row header" role="row" aria-rowindex="1">${this.renderCells(drawn, this.heading)}</div>
        <div class="rows" role="rowgroup">
          <div class="window" role="presentation" @pointerdown=${this.onPointer} @dblclick=${this.onOpen} @contextmenu=${this.onMenu}>
            ${repeat(
              this.drawnRows(),
              (row) => row.id,
              (row) => this.renderRow(row, drawn),
            )}
          </div>
        </div>
      </div>
    </div>`;
  }

  protected override updated(): void {
    const rows = this.rowAxis.window();
    const canvas = this.renderRoot.querySelector<HTMLElement>('.canvas');
    const view = this.renderRoot.querySelector<HTMLElement>('.window');
    if (canvas === null || view === null) return;
    const width = columnEdges(this.columns).at(-1) ?? 0;
    this.place(canvas, width, this.order.length * rowHeight);
    view.style.transform = `translateY(${rows?.start ?? 0}px)`;
    this.announceWindow();
  }

  /** Only what has changed: every cell inherits these. */
  private place(canvas: HTMLElement, width: number, height: number): void {
    const placed = `${width} ${height}`;
    if (placed === this.placed) return;
    this.placed = placed;
    canvas.style.setProperty('--table-width', `${width}px`);
    canvas.style.setProperty('--table-height', `${height}px`);
  }

  private announceWindow(): void {
    const ids = this.drawnRows().map((row) => row.id);
    const columns = this.drawnColumns().map((index) => this.columns[index]?.id ?? '');
    const key = `${ids.join()}|${columns.join()}`;
    if (key === this.announced) return;
    this.announced = key;
    this.dispatchEvent(tableEvent('table-window', { ids, columns }));
  }

  private drawnRows(): { id: string; index: number }[] {
    const view = this.rowAxis.window();
    if (view === null) return [];
    return this.order.slice(view.first, view.last + 1).map((id, at) => ({ id, index: view.first + at }));
  }

  private drawnColumns(): number[] {
    const pinned = Array.from({ length: this.pinnedCount }, (_, index) => index);
    const view = this.columnAxis.window();
    if (view === null) return pinned;
    for (let index = view.first; index <= view.last; index++) pinned.push(this.pinnedCount + index);
    return pinned;
  }

  /** Cells are kept by column, so that scrolling sideways makes only those that come into sight. */
  private renderCells(drawn: number[], one: (index: number, column: TableColumn) => unknown) {
    return repeat(
      drawn,
      (index) => index,
      (index) => {
        const column = this.columns[index];
        return column === undefined ? nothing : one(index, column);
      },
    );
  }

  private readonly heading = (index: number, column: TableColumn) =>
    renderHeading({
      column,
      index,
      sort: this.sort,
      active: this.onHeader && index === this.activeColumn,
      lastPinned: index === this.pinnedCount - 1,
      strings: this.strings,
      emit: (event) => this.dispatchEvent(event),
      previewWidth: (width) => this.previewWidth(index, width),
    });

  private renderRow({ id, index }: { id: string; index: number }, drawn: number[]) {
    const focused = !this.onHeader && this.selection.focus === id;
    return html`<div
      class="row"
      role="row"
      aria-rowindex=${index + 2}
      aria-selected=${this.selection.ids.has(id)}
      data-index=${index}
    >
      ${this.renderCells(drawn, (at, column) => {
        const cell = this.cellOf(id, column.id);
        const classes = `cell c${at} ${column.align}${cell?.tone === undefined ? '' : ` tone-${cell.tone}`}${
          focused && at === this.activeColumn ? ' active' : ''
        }${at === this.pinnedCount - 1 ? ' last-pinned' : ''}`;
        return html`<div class=${classes} id="r${index}c${at}" role="gridcell" aria-colindex=${at + 1} title=${cell?.hint ?? ''}>${
          cell === null
            ? html`<span class="loading" aria-label=${this.strings.loading}></span>`
            : cell.icon === undefined
              ? cell.text
              : html`<span class="codicon codicon-${cell.icon}" aria-hidden="true"></span>${cell.text}`
        }</div>`;
      })}
    </div>`;
  }

  /** A dragged width, and the columns after it moved along. */
  private previewWidth(index: number, width: number): void {
    const edges = columnEdges(
      this.columns.map((column, at) => (at === index ? { ...column, width } : column)),
    );
    for (let at = index; at < this.columns.length; at++) {
      const rule = this.columnSheet.cssRules[at];
      if (!(rule instanceof CSSStyleRule)) continue;
      rule.style.left = `${edges[at]}px`;
      if (at === index) rule.style.width = `${width}px`;
    }
  }

  private pinnedWidth(): number {
    return columnEdges(this.columns.slice(0, this.pinnedCount)).at(-1) ?? 0;
  }

  private activeId(): string {
    if (this.onHeader) return `h${this.activeColumn}`;
    const row = this.focusedRow();
    return row === -1 ? '' : `r${row}c${this.activeColumn}`;
  }

  private focusedRow(): number {
    return this.selection.focus === null ? -1 : this.order.indexOf(this.selection.focus);
  }

  private select(selection: Selection): void {
    this.dispatchEvent(tableEvent('table-select', selection));
  }

  private rowOf(event: Event): number {
    const row = (event.target as Element).closest<HTMLElement>('.row');
    return Number(row?.dataset.index ?? -1);
  }

  private readonly onPointer = (event: PointerEvent): void => {
    const row = this.rowOf(event);
    const id = this.order[row];
    if (id === undefined || event.button === 1) return;
    this.onHeader = false;
    const cell = (event.target as Element).closest('.cell');
    if (cell !== null) this.activeColumn = Number(cell.getAttribute('aria-colindex')) - 1;
    if (event.button === 2 && this.selection.ids.has(id)) return;
    const mode: SelectionMode = event.shiftKey
      ? 'range'
      : event.ctrlKey || event.metaKey
        ? 'toggle'
        : 'replace';
    this.select(selectAt(this.selection, this.order, row, mode));
  };

  private readonly onOpen = (event: Event): void => {
    const id = this.order[this.rowOf(event)];
    if (id !== undefined) this.dispatchEvent(tableEvent('table-open', { id }));
  };

  private readonly onMenu = (event: MouseEvent): void => {
    event.preventDefault();
    this.dispatchEvent(tableEvent('table-menu', { x: event.clientX, y: event.clientY }));
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const at: Place = { row: this.onHeader ? -1 : this.focusedRow(), column: this.activeColumn };
    if (!this.onHeader && at.row === -1) at.row = 0;
    const page = Math.max(1, Math.floor(((this.scroller?.clientHeight ?? 0) - headerHeight) / rowHeight) - 1);
    const key = tableKey(event, at, { rows: this.order.length, columns: this.columns.length, page });
    if (key === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.perform(key, at);
    this.requestUpdate();
  };

  private perform(key: TableKey, at: Place): void {
    const column = this.columns[this.activeColumn];
    switch (key.kind) {
      case 'move':
        this.moveTo(key.place, key.mode);
        return;
      case 'toggle':
        this.select(selectAt(this.selection, this.order, at.row, 'toggle'));
        return;
      case 'select-all':
        this.select(selectAll(this.selection, this.order));
        return;
      case 'clear':
        this.select({ ...noSelection, focus: this.selection.focus });
        return;
      case 'open': {
        const id = this.order[at.row];
        if (id !== undefined) this.dispatchEvent(tableEvent('table-open', { id }));
        return;
      }
      case 'menu': {
        const box = this.renderRoot.querySelector('.active')?.getBoundingClientRect();
        if (box !== undefined)
          this.dispatchEvent(tableEvent('table-menu', { x: box.left + 8, y: box.bottom }));
        return;
      }
      case 'sort':
        if (column?.sortable) this.dispatchEvent(tableEvent('table-sort', { column: column.id }));
        return;
      case 'resize-column':
        if (column !== undefined)
          this.dispatchEvent(
            tableEvent('table-resize', { column: column.id, width: clampWidth(column.width + key.by) }),
          );
        return;
      case 'move-column':
        this.moveColumn(column, key.by);
    }
  }

  private moveColumn(column: TableColumn | undefined, by: -1 | 1): void {
    const target = this.columns[this.activeColumn + by];
    if (column === undefined || target === undefined || target.pinned !== column.pinned) return;
    const before = by === -1 ? target.id : (this.columns[this.activeColumn + 2]?.id ?? null);
    this.activeColumn += by;
    this.dispatchEvent(tableEvent('table-move', { column: column.id, before }));
  }

  private moveTo(place: Place, mode: SelectionMode | 'focus'): void {
    this.onHeader = place.row === -1;
    this.activeColumn = place.column;
    if (place.column >= this.pinnedCount) this.columnAxis.reveal(place.column - this.pinnedCount);
    if (this.onHeader) return;
    this.rowAxis.reveal(place.row);
    this.select(
      mode === 'focus'
        ? focusAt(this.selection, this.order, place.row)
        : selectAt(this.selection, this.order, place.row, mode),
    );
  }
}
customElements.define('slipway-table', VirtualTable);
