import type { Cell, TableColumn, TableSource } from './table-file.ts';

/** RFC 4180, with a header. Times in ISO 8601, what has no value as nothing; NaN and infinities as Python reads them. */
export async function* csvOf(table: TableSource): AsyncIterable<string> {
  yield `${table.columns.map(({ name }) => quoted(name)).join(',')}\r\n`;
  for await (const rows of table.parts()) {
    yield rows
      .map((row) => `${row.map((cell, index) => textOf(cell, table.columns[index])).join(',')}\r\n`)
      .join('');
  }
}

function textOf(cell: Cell, column: TableColumn | undefined): string {
  if (cell === null) return '';
  if (column?.type === 'time') return new Date(Number(cell)).toISOString();
  if (column?.type === 'double' && typeof cell === 'string') return cell.replace('Infinity', 'inf');
  return quoted(String(cell));
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
