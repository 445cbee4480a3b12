import { describe, expect, it } from 'vitest';
import { tableKey } from '../../../webviews/shared/table/keyboard.ts';
import {
  focusAt,
  noSelection,
  retain,
  type Selection,
  selectAll,
  selectAt,
} from '../../../webviews/shared/table/selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];
const ids = (selection: Selection) => [...selection.ids].sort().join('');

describe('selecting rows, as in the lists of VS Code', () => {
  it('replaces by a plain click', () => {
    const first = selectAt(noSelection, order, 1, 'replace');
    expect(ids(selectAt(first, order, 3, 'replace'))).toBe('d');
  });

  it('extends from the anchor by Shift, in both directions, and shrinks again', () => {
    const start = selectAt(noSelection, order, 2, 'replace');
    const down = selectAt(start, order, 4, 'range');
    expect(ids(down)).toBe('cde');
    expect(ids(selectAt(down, order, 0, 'range'))).toBe('abc');
    expect(ids(selectAt(down, order, 3, 'range'))).toBe('cd');
  });

  it('adds and takes away one by Ctrl or Cmd, which becomes the anchor', () => {
    const two = selectAt(selectAt(noSelection, order, 0, 'replace'), order, 3, 'toggle');
    expect(ids(two)).toBe('ad');
    expect(ids(selectAt(two, order, 0, 'toggle'))).toBe('d');
    expect(ids(selectAt(two, order, 4, 'range'))).toBe('de');
  });

  it('selects all and keeps the place of the keyboard', () => {
    const at = focusAt(noSelection, order, 2);
    expect(selectAll(at, order)).toMatchObject({ focus: 'c' });
    expect(ids(selectAll(at, order))).toBe('abcde');
  });

  it('survives a new order, and forgets rows that are gone', () => {
    const three = selectAt(selectAt(noSelection, order, 1, 'replace'), order, 3, 'range');
    expect(ids(retain(three, ['d', 'c', 'a']))).toBe('cd');
    expect(retain(three, ['d', 'c', 'a']).anchor).toBeNull();
  });

  it('ignores a row that is not there', () => {
    expect(selectAt(noSelection, order, 9, 'replace')).toBe(noSelection);
  });
});

describe('keys of the table', () => {
  const none = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
  const size = { rows: 100, columns: 4, page: 20 };
  const press = (key: string, row: number, more: Partial<typeof none> = {}) =>
    tableKey({ ...none, ...more, key }, { row, column: 1 }, size);

  it('moves by rows and pages within the table', () => {
    expect(press('ArrowDown', 4)).toEqual({ kind: 'move', place: { row: 5, column: 1 }, mode: 'replace' });
    expect(press('PageDown', 95)).toMatchObject({ place: { row: 99 } });
    expect(press('End', 0, { shiftKey: true })).toMatchObject({ place: { row: 99 }, mode: 'range' });
    expect(press('ArrowDown', 0, { ctrlKey: true })).toMatchObject({ mode: 'focus' });
  });

  it('reaches the header from the first row, where Enter sorts and arrows move and resize columns', () => {
    expect(press('ArrowUp', 0)).toMatchObject({ place: { row: -1 } });
    expect(press('Enter', -1)).toEqual({ kind: 'sort' });
    expect(press('ArrowRight', -1, { ctrlKey: true })).toEqual({ kind: 'move-column', by: 1 });
    expect(press('ArrowLeft', -1, { shiftKey: true })).toEqual({ kind: 'resize-column', by: -16 });
  });

  it('opens by Enter, selects all by Ctrl+A, and leaves other keys to the editor', () => {
    expect(press('Enter', 3)).toEqual({ kind: 'open' });
    expect(press('a', 3, { metaKey: true })).toEqual({ kind: 'select-all' });
    expect(press('a', 3)).toBeNull();
    expect(press('F5', 3)).toBeNull();
  });
});
