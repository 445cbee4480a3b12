import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { cssom } from '../cssom.ts';
import type { TableColumn } from './column.ts';
import { type Cell, renderCell } from './table-cell.ts';
import { rowHeight } from './table-styles.ts';

/** What all rows that are drawn have in common. */
export interface RowContext {
  columns: readonly TableColumn[];
  /** Indexes of the columns that stay in sight, which come first. */
  pinned: readonly number[];
  /** Indexes of those that are drawn. */
  drawn: readonly number[];
  /** Null while the row is not loaded. */
  cellOf: (id: string, column: string) => Cell | null;
  /** Another where `cellOf` would now answer differently. */
  revision: number;
  loading: string;
}

export interface DrawnRow {
  id: string;
  index: number;
  selected: boolean;
  /** The column that the keyboard is on in this row; -1: it is elsewhere. */
  active: number;
}

/** The rows, and over them a pane that holds the pinned columns' part of each. */
export function renderRows(rows: readonly DrawnRow[], context: RowContext) {
  const byId = (row: DrawnRow) => row.id;
  const pane = html`<div class="pinned" aria-hidden="true">
    ${repeat(rows, byId, (row) => renderPinnedRow(row, context))}
  </div>`;
  return html`${context.pinned.length === 0 ? nothing : pane}
    <div class="window" role="presentation">${repeat(rows, byId, (row) => renderRow(row, context))}</div>`;
}

/** A row of the grid, with the cells that are drawn. */
function renderRow(row: DrawnRow, context: RowContext) {
  return html`<div
    class="row"
    role="row"
    aria-rowindex=${row.index + 2}
    aria-selected=${row.selected}
    data-index=${row.index}
    ?data-selected=${row.selected}
    ${cssom({ top: `${row.index * rowHeight}px` })}
  >
    ${renderCells(row, context.drawn, context, 'r')}
  </div>`;
}

/** Its pinned cells once more, for the pane: the grid's own scroll away, and are what a screen reader reads. */
function renderPinnedRow(row: DrawnRow, context: RowContext) {
  return html`<div
    class="row"
    data-index=${row.index}
    ?data-selected=${row.selected}
    ${cssom({ top: `${row.index * rowHeight}px` })}
  >
    ${renderCells(row, context.pinned, context, 'p')}
  </div>`;
}

/**
 * Cells are kept by column, so that scrolling sideways makes only those that come into sight; those that are there
 * stay as they are until `revision` or `cellOf` is another.
 */
function renderCells(row: DrawnRow, drawn: readonly number[], context: RowContext, prefix: string) {
  const { columns, pinned, cellOf, revision, loading } = context;
  const cellAt = (index: number) => {
    const column = columns[index];
    if (column === undefined) return nothing;
    const active = index === row.active;
    return guard([cellOf, revision, columns, row.index, active], () => {
      const place = {
        id: `${prefix}${row.index}c${index}`,
        column: index,
        active,
        lastPinned: index === pinned.length - 1,
      };
      return renderCell(cellOf(row.id, column.id), column, place, loading);
    });
  };
  return guard([cellOf, revision, columns, drawn, row.index, row.active], () =>
    repeat(drawn, (index) => index, cellAt),
  );
}
