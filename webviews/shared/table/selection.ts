/**
 * What is selected in a list, by id, so that it survives a new order. `anchor` is where a range begins,
 * `focus` the row that the keyboard is on. Values are never changed, only replaced.
 */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly anchor: string | null;
  readonly focus: string | null;
}

/** How a click or key extends the selection, as in VS Code's lists: plain, Shift, or Ctrl/Cmd. */
export type SelectionMode = 'replace' | 'range' | 'toggle';

export const noSelection: Selection = { ids: new Set(), anchor: null, focus: null };

export function selectAt(
  selection: Selection,
  order: readonly string[],
  index: number,
  mode: SelectionMode,
): Selection {
  const id = order[index];
  if (id === undefined) return selection;
  if (mode === 'toggle') {
    const ids = new Set(selection.ids);
    if (!ids.delete(id)) ids.add(id);
    return { ids, anchor: id, focus: id };
  }
  const from = mode === 'range' && selection.anchor !== null ? order.indexOf(selection.anchor) : -1;
  if (from === -1) return { ids: new Set([id]), anchor: id, focus: id };
  const [low, high] = from < index ? [from, index] : [index, from];
  return { ids: new Set(order.slice(low, high + 1)), anchor: selection.anchor, focus: id };
}

/** Moves the focus alone (Ctrl+Arrow), leaving what is selected. */
export function focusAt(selection: Selection, order: readonly string[], index: number): Selection {
  const id = order[index];
  return id === undefined ? selection : { ...selection, focus: id };
}

export function selectAll(selection: Selection, order: readonly string[]): Selection {
  const first = order[0] ?? null;
  return { ids: new Set(order), anchor: first, focus: selection.focus ?? first };
}

/** The selection after the list has changed: what is no longer in it is no longer selected. */
export function retain(selection: Selection, order: readonly string[]): Selection {
  const present = new Set(order);
  const kept = (id: string | null) => (id !== null && present.has(id) ? id : null);
  return {
    ids: new Set([...selection.ids].filter((id) => present.has(id))),
    anchor: kept(selection.anchor),
    focus: kept(selection.focus),
  };
}

/** As VS Code's lists take a click. */
export function pointerMode(event: Pick<PointerEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>): SelectionMode {
  if (event.shiftKey) return 'range';
  return event.ctrlKey || event.metaKey ? 'toggle' : 'replace';
}

/** Where the keyboard goes to a row: `focus` leaves what is selected. */
export function movedTo(
  selection: Selection,
  order: readonly string[],
  row: number,
  mode: SelectionMode | 'focus',
): Selection {
  return mode === 'focus' ? focusAt(selection, order, row) : selectAt(selection, order, row, mode);
}
