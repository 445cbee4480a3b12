import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import type { TableStrings } from '../../../schemas/protocol/views/runs-table.ts';
import { sharedStyles } from '../styles.ts';
import { CanvasSize } from './canvas-size.ts';
import { columnEdges, columnsInSight, countPinned, type Sort, type TableColumn } from './column.ts';
import { ColumnSheet } from './column-sheet.ts';
import { eventOfKey } from './key-events.ts';
import { type Place, type TableKey, tableKey } from './keyboard.ts';
import { markHovered } from './row-hover.ts';
import {
  movedTo,
  noSelection,
  pointerMode,
  type Selection,
  type SelectionMode,
  selectAt,
} from './selection.ts';
import { tableEvent } from './table-events.ts';
import { renderHeading } from './table-header.ts';
import { type DrawnRow, type RowContext, renderRows } from './table-rows.ts';
import { headerHeight, rowHeight, tableStyles } from './table-styles.ts';
import { VirtualAxis } from './virtual-axis.ts';

export type CellReader = RowContext['cellOf'];

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
  private readonly columnSheet = new ColumnSheet();
  private scroller: HTMLElement | undefined;
  private pinned: number[] = [];
  private drawn: number[] = [];
  private activeColumn = 0;
  private onHeader = false;
  private announced = '';
  private readonly canvasSize = new CanvasSize();

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
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.columnSheet.sheet];
    return root;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('columns')) {
      this.columnSheet.show(this.columns);
      this.pinned = columnsInSight(countPinned(this.columns), null);
      const scrolled = this.columns.slice(this.pinned.length);
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
    const context: RowContext = {
      columns: this.columns,
      pinned: this.pinned,
      drawn,
      cellOf: this.cellOf,
      revision: this.revision,
      loading: this.strings.loading,
    };
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
        <div class="header" role="row" aria-rowindex="1">${this.renderHeadings(drawn)}</div>
        <div
          class="rows"
          role="rowgroup"
          @pointerdown=${this.onPointer}
          @pointerover=${markHovered}
          @pointerleave=${markHovered}
          @dblclick=${this.onOpen}
          @contextmenu=${this.onMenu}
        >
          ${renderRows(this.drawnRows(), context)}
        </div>
      </div>
    </div>`;
  }

  protected override updated(): void {
    const canvas = this.renderRoot.querySelector<HTMLElement>('.canvas');
    if (canvas === null) return;
    const width = columnEdges(this.columns).at(-1) ?? 0;
    this.canvasSize.show(canvas, width, this.order.length * rowHeight);
    this.announceWindow();
  }

  private announceWindow(): void {
    const ids = this.drawnRows().map((row) => row.id);
    const columns = this.drawnColumns().map((index) => this.columns[index]?.id ?? '');
    const key = `${ids.join()}|${columns.join()}`;
    if (key === this.announced) return;
    this.announced = key;
    this.dispatchEvent(tableEvent('table-window', { ids, columns }));
  }

  private drawnRows(): DrawnRow[] {
    const view = this.rowAxis.window();
    if (view === null) return [];
    const { ids, focus } = this.selection;
    return this.order.slice(view.first, view.last + 1).map((id, at) => ({
      id,
      index: view.first + at,
      selected: ids.has(id),
      active: !this.onHeader && focus === id ? this.activeColumn : -1,
    }));
  }

  /** The same array as long as the columns are the same. */
  private drawnColumns(): number[] {
    const now = columnsInSight(this.pinned.length, this.columnAxis.window());
    if (now.join() !== this.drawn.join()) this.drawn = now;
    return this.drawn;
  }

  private renderHeadings(drawn: number[]) {
    return repeat(
      drawn,
      (index) => index,
      (index) => {
        const column = this.columns[index];
        return column === undefined ? nothing : this.heading(index, column);
      },
    );
  }

  private readonly heading = (index: number, column: TableColumn) =>
    renderHeading({
      column,
      index,
      sort: this.sort,
      active: this.onHeader && index === this.activeColumn,
      lastPinned: index === this.pinned.length - 1,
      strings: this.strings,
      emit: (event) => this.dispatchEvent(event),
      previewWidth: (width) => this.columnSheet.preview(this.columns, index, width),
    });

  private pinnedWidth(): number {
    return columnEdges(this.columns.slice(0, this.pinned.length)).at(-1) ?? 0;
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
    this.select(selectAt(this.selection, this.order, row, pointerMode(event)));
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

  private perform(key: TableKey, { row }: Place): void {
    if (key.kind === 'move') this.moveTo(key.place, key.mode);
    else if (key.kind === 'menu') this.openMenu();
    else {
      const { order, selection, columns, activeColumn } = this;
      const event = eventOfKey(key, { order, selection, columns, row, column: activeColumn });
      if (event === null) return;
      // The keyboard stays with the column that it moves.
      if (key.kind === 'move-column') this.activeColumn += key.by;
      this.dispatchEvent(event);
    }
  }

  private openMenu(): void {
    const box = this.renderRoot.querySelector('.active')?.getBoundingClientRect();
    if (box !== undefined) this.dispatchEvent(tableEvent('table-menu', { x: box.left + 8, y: box.bottom }));
  }

  private moveTo(place: Place, mode: SelectionMode | 'focus'): void {
    this.onHeader = place.row === -1;
    this.activeColumn = place.column;
    if (place.column >= this.pinned.length) this.columnAxis.reveal(place.column - this.pinned.length);
    if (this.onHeader) return;
    this.rowAxis.reveal(place.row);
    this.select(movedTo(this.selection, this.order, place.row, mode));
  }
}
customElements.define('slipway-table', VirtualTable);
