import type { TableColumn } from './column.ts';
import { clampWidth } from './column-drag.ts';
import type { TableKey } from './keyboard.ts';
import { noSelection, type Selection, selectAll, selectAt } from './selection.ts';
import { tableEvent } from './table-events.ts';

/** A table as its owner gave it, and where the keyboard is in it. */
export interface TableAtKey {
  order: readonly string[];
  selection: Selection;
  columns: readonly TableColumn[];
  row: number;
  column: number;
}

/** What a key asks the table's owner for; null for nothing. Moves and menus are the table's own affair. */
export function eventOfKey(
  key: TableKey,
  { order, selection, columns, row, column: at }: TableAtKey,
): CustomEvent | null {
  const column = columns[at];
  switch (key.kind) {
    case 'move':
    case 'menu':
      return null;
    case 'toggle':
      return tableEvent('table-select', selectAt(selection, order, row, 'toggle'));
    case 'select-all':
      return tableEvent('table-select', selectAll(selection, order));
    case 'clear':
      return tableEvent('table-select', { ...noSelection, focus: selection.focus });
    case 'open': {
      const id = order[row];
      return id === undefined ? null : tableEvent('table-open', { id });
    }
    case 'sort':
      return column?.sortable ? tableEvent('table-sort', { column: column.id }) : null;
    case 'resize-column':
      return column === undefined
        ? null
        : tableEvent('table-resize', { column: column.id, width: clampWidth(column.width + key.by) });
    case 'move-column': {
      const target = columns[at + key.by];
      if (column === undefined || target === undefined || target.pinned !== column.pinned) return null;
      const before = key.by === -1 ? target.id : (columns[at + 2]?.id ?? null);
      return tableEvent('table-move', { column: column.id, before });
    }
  }
}
