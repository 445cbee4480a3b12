export interface TableColumn {
  id: string;
  title: string;
  /** Small line over the title: which family of values this is. */
  group: string;
  /** CSS pixels. */
  width: number;
  align: 'start' | 'end';
  sortable: boolean;
  /** Stays in sight when the table scrolls sideways. Pinned columns come first. */
  pinned: boolean;
}

export interface Sort {
  column: string;
  descending: boolean;
}

export const minColumnWidth = 48;
export const maxColumnWidth = 1200;

/** Left edges of the columns, in CSS pixels; one more than there are columns, the last being the whole width. */
export function columnEdges(columns: readonly TableColumn[]): number[] {
  const edges = [0];
  let edge = 0;
  for (const column of columns) {
    edge += column.width;
    edges.push(edge);
  }
  return edges;
}

/** How many are pinned; they come first. */
export function countPinned(columns: readonly TableColumn[]): number {
  return columns.filter((column) => column.pinned).length;
}

/**
 * Rules for one adopted stylesheet: a column's width, alignment and place, so that cells need no style of their
 * own, a resize touches no cell, and a cell that comes into sight moves no other. Class names are `c0`, `c1` … in
 * the order of the columns; headings are placed by `left`, cells by their margin. The last rule is the width of the pane of pinned ones.
 */
export function columnRules(columns: readonly TableColumn[]): string {
  const edges = columnEdges(columns);
  const rules = columns.map(({ width, align }, index) => {
    const edge = `${edges[index]}px`;
    return `.c${index}{width:${width}px;text-align:${align};left:${edge};margin-left:${edge}}`;
  });
  return [...rules, `.pinned{width:${edges[countPinned(columns)]}px}`].join('\n');
}

/** Column headers toggle between ascending and descending; a new column starts with what people look for. */
export function nextSort(current: Sort | null, column: TableColumn): Sort {
  if (current?.column === column.id) return { column: column.id, descending: !current.descending };
  return { column: column.id, descending: column.align === 'end' };
}

/** Moves `id` to stand before `before` (null: last). */
export function moveBefore(order: readonly string[], id: string, before: string | null): string[] {
  const rest = order.filter((other) => other !== id);
  const at = before === null ? rest.length : rest.indexOf(before);
  return at === -1 ? [...order] : [...rest.slice(0, at), id, ...rest.slice(at)];
}

/** Indexes of the columns that are drawn: the pinned ones, and of the others those in `view`, which counts from them. */
export function columnsInSight(pinned: number, view: { first: number; last: number } | null): number[] {
  const drawn = Array.from({ length: pinned }, (_, index) => index);
  if (view === null) return drawn;
  for (let index = view.first; index <= view.last; index++) drawn.push(pinned + index);
  return drawn;
}
