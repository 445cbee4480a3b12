import { parse } from 'papaparse';
import type { Column } from '../language/workspace/providers.ts';
import { commonType, isMissing, typeOfText } from './column-types.ts';

const mostRows = 1000;
const mostColumns = 10_000;

/**
 * Columns of a table in CSV, by the head of its text: its first row names them. Null where that row is one of data.
 * `delimiter` null: the one that fits best is taken.
 */
export function tableColumns(head: string, delimiter: string | null): Column[] | null {
  const { data } = parse<string[]>(head.replace(/^\uFEFF/, ''), {
    ...(delimiter === null ? { delimitersToGuess: [',', '\t', ';', '|'] } : { delimiter }),
    preview: mostRows + 1,
    skipEmptyLines: 'greedy',
  });
  const [header = [], ...rows] = data;
  if (header.length === 0 || header.length > mostColumns) return null;
  const columns = header.map((name, index) => {
    const values = rows.map((row) => row[index] ?? '').filter((value) => !isMissing(value));
    return { name: name.trim(), type: commonType(values.map(typeOfText)) };
  });
  // What an index column is called by pandas: nothing.
  const named = columns.filter(({ name }) => name !== '');
  if (named.length === 0 || new Set(named.map(({ name }) => name)).size < named.length) return null;
  return isHeader(columns) ? named : null;
}

/** Where a column holds numbers below, and a number above them too, the first row is one of data. */
function isHeader(columns: readonly Column[]): boolean {
  const typed = columns.filter(({ type }) => type !== 'string' && type !== 'any');
  return typed.length === 0 || typed.some(({ name }) => typeOfText(name) === 'string');
}
