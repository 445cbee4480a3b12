import { html } from 'lit';
import type { TableColumn } from './column.ts';

export interface Cell {
  text: string;
  /** The whole value, for the tooltip. */
  hint: string;
  icon?: string;
  tone?: 'muted' | 'ok' | 'bad' | 'busy' | 'warn';
}

/** Where a cell stands, and whether that is the keyboard's place. */
export interface CellPlace {
  id: string;
  column: number;
  active: boolean;
  lastPinned: boolean;
}

/** `cell`: null while its row is not loaded. */
export function renderCell(
  cell: Cell | null,
  { align }: Pick<TableColumn, 'align'>,
  { id, column, active, lastPinned }: CellPlace,
  loading: string,
) {
  const classes = `cell c${column} ${align}${cell?.tone === undefined ? '' : ` tone-${cell.tone}`}${
    active ? ' active' : ''
  }${lastPinned ? ' last-pinned' : ''}`;
  return html`<div class=${classes} id=${id} role="gridcell" aria-colindex=${column + 1} title=${cell?.hint ?? ''}>${
    cell === null
      ? html`<span class="loading" aria-label=${loading}></span>`
      : cell.icon === undefined
        ? cell.text
        : html`<span class="codicon codicon-${cell.icon}" aria-hidden="true"></span>${cell.text}`
  }</div>`;
}
