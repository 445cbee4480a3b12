import { html, type TemplateResult } from 'lit';
import type { ChartStrings } from '../../../schemas/protocol/views/charts.ts';
import { formatNumber } from '../format.ts';
import type { TableColumn } from '../table/column.ts';
import type { Cell } from '../table/table-cell.ts';
import { alignLines } from './align.ts';
import { formatX } from './hover.ts';
import type { Columns, XAxis } from './points.ts';

export interface NamedColumns extends Columns {
  label: string;
}

/** The same values as the drawing, as a grid: one row an x, one column a line. */
export function chartTable(
  title: string,
  lines: readonly NamedColumns[],
  axis: XAxis,
  strings: ChartStrings,
): TemplateResult {
  const [x, ...columns] = alignLines(lines);
  const column = (id: string, name: string, pinned: boolean): TableColumn => ({
    id,
    title: name,
    group: '',
    width: axis === 'time' && pinned ? 190 : 120,
    align: 'end',
    sortable: false,
    pinned,
  });
  const cellOf = (row: string, id: string): Cell => {
    const index = Number(row);
    if (id === 'x') return plain(formatX(axis, x[index] ?? Number.NaN));
    const value = columns[Number(id)]?.[index];
    return value === undefined
      ? plain('')
      : { ...plain(formatNumber(value ?? Number.NaN)), hint: String(value) };
  };
  return html`<slipway-table
    .label=${title}
    .strings=${strings}
    .columns=${[column('x', strings[axis], true), ...lines.map((line, index) => column(String(index), line.label, false))]}
    .order=${Array.from(x, (_, index) => String(index))}
    .cellOf=${cellOf}
  ></slipway-table>`;
}

/** Full precision, as JavaScript and Python read it back; empty where a line has no point. */
export function chartCsv(lines: readonly NamedColumns[], axis: XAxis): string {
  const [x, ...columns] = alignLines(lines);
  const head = [axis === 'step' ? 'step' : axis === 'time' ? 'timestamp_ms' : 'elapsed_ms'];
  const rows = [[...head, ...lines.map((line) => quote(line.label))].join(',')];
  for (let index = 0; index < x.length; index++) {
    const values = columns.map((column) => {
      const value = column[index];
      return value === undefined ? '' : String(value ?? Number.NaN);
    });
    rows.push([x[index], ...values].join(','));
  }
  return `${rows.join('\r\n')}\r\n`;
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function plain(text: string): Cell {
  return { text, hint: text };
}
