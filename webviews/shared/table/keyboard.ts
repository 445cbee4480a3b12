import type { SelectionMode } from './selection.ts';

/** Where the keyboard is: row -1 is the header. */
export interface Place {
  row: number;
  column: number;
}

export type TableKey =
  | { kind: 'move'; place: Place; mode: SelectionMode | 'focus' }
  | { kind: 'toggle' | 'select-all' | 'open' | 'sort' | 'clear' | 'menu' }
  /** On the header: `by` columns to the right. */
  | { kind: 'move-column'; by: -1 | 1 }
  /** On the header: CSS pixels wider. */
  | { kind: 'resize-column'; by: number };

export interface KeyPress {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** The keys of VS Code's lists, and left and right to read along a row. Null: not for the table. */
export function tableKey(
  press: KeyPress,
  at: Place,
  size: { rows: number; columns: number; page: number },
): TableKey | null {
  const command = press.ctrlKey || press.metaKey;
  if (at.row === -1) {
    const header = headerKey(press, command);
    if (header !== null) return header;
  }
  const clampRow = (row: number) => Math.max(-1, Math.min(size.rows - 1, row));
  const move = (row: number, column = at.column): TableKey => ({
    kind: 'move',
    place: { row: clampRow(row), column: Math.max(0, Math.min(size.columns - 1, column)) },
    mode: press.shiftKey ? 'range' : command ? 'focus' : 'replace',
  });
  switch (press.key) {
    case 'ArrowDown':
      return move(at.row + 1);
    case 'ArrowUp':
      return move(at.row - 1);
    case 'ArrowRight':
      return { ...move(at.row, at.column + 1), mode: 'focus' } as TableKey;
    case 'ArrowLeft':
      return { ...move(at.row, at.column - 1), mode: 'focus' } as TableKey;
    case 'PageDown':
      return move(Math.max(0, at.row) + size.page);
    case 'PageUp':
      return move(Math.max(0, at.row - size.page));
    case 'Home':
      return move(0);
    case 'End':
      return move(size.rows - 1);
    case ' ':
      return { kind: 'toggle' };
    case 'Enter':
      return { kind: 'open' };
    case 'Escape':
      return { kind: 'clear' };
    case 'ContextMenu':
      return { kind: 'menu' };
    case 'F10':
      return press.shiftKey ? { kind: 'menu' } : null;
    case 'a':
      return command ? { kind: 'select-all' } : null;
    default:
      return null;
  }
}

function headerKey(press: KeyPress, command: boolean): TableKey | null {
  const direction = press.key === 'ArrowLeft' ? -1 : press.key === 'ArrowRight' ? 1 : null;
  if (direction !== null && command) return { kind: 'move-column', by: direction };
  if (direction !== null && press.shiftKey) return { kind: 'resize-column', by: direction * 16 };
  if (press.key === 'Enter' || press.key === ' ') return { kind: 'sort' };
  return null;
}
