import { html, type TemplateResult } from 'lit';
import type { TableStrings } from '../../schemas/protocol/views/runs-table.ts';
import { cssom } from '../shared/cssom.ts';
import type { TableColumn } from '../shared/table/column.ts';
import type { Cell } from '../shared/table/table-cell.ts';
import { headerHeight, rowHeight } from '../shared/table/table-styles.ts';

export interface ValueColumn {
  title: string;
  width: number;
  align: 'start' | 'end';
}

const mostRowsInSight = 14;

/** A small read-only table of any number of rows, as tall as its rows up to a limit. */
export function valueTable(
  label: string,
  columns: readonly ValueColumn[],
  rows: readonly (readonly Cell[])[],
  strings: TableStrings,
): TemplateResult {
  const height = headerHeight + Math.min(mostRowsInSight, rows.length) * rowHeight + 12;
  return html`<slipway-table
    ${cssom({ height: `${height}px` })}
    .label=${label}
    .strings=${strings}
    .columns=${columns.map(
      (column, index): TableColumn => ({
        ...column,
        id: String(index),
        group: '',
        sortable: false,
        pinned: index === 0 && columns.length > 2,
      }),
    )}
    .order=${rows.map((_, index) => String(index))}
    .cellOf=${(row: string, column: string) => rows[Number(row)]?.[Number(column)] ?? { text: '', hint: '' }}
  ></slipway-table>`;
}

export function textCell(text: string): Cell {
  return { text, hint: text };
}
