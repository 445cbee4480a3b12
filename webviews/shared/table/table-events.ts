import type { Selection } from './selection.ts';

/** What the table tells its owner; it changes nothing of its own accord but where it is scrolled. */
export interface TableEvents {
  'table-select': Selection;
  'table-open': { id: string };
  'table-sort': { column: string };
  'table-resize': { column: string; width: number };
  'table-move': { column: string; before: string | null };
  /** Rows and columns now drawn: what must be loaded. Also after each change of order. */
  'table-window': { ids: string[]; columns: string[] };
  'table-menu': { x: number; y: number };
}

export type TableEvent<N extends keyof TableEvents> = CustomEvent<TableEvents[N]>;

export function tableEvent<N extends keyof TableEvents>(name: N, detail: TableEvents[N]): TableEvent<N> {
  return new CustomEvent(name, { detail });
}
