import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import Papa from 'papaparse';
import { UserError } from '../core/user-error.ts';

/** A data file, row by row; each row in the order of its columns. */
export interface Table {
  columns: string[];
  rows: AsyncIterable<readonly unknown[]>;
}

const rowsAtOnce = 10_000;
const indexColumn = /^__index_level_\d+__$/;

/**
 * Opens a CSV, TSV, JSON lines or Parquet file. Values of CSV are texts, those of the others what the file holds.
 * @throws UserError `SLW-TABLE-KIND`; errors of the file system, and of what the file holds
 */
export async function openTable(path: string): Promise<Table> {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  switch (ending) {
    case 'csv':
    case 'tsv':
      return withHeader(csvRows(path, ending === 'tsv' ? '\t' : ''));
    case 'jsonl':
    case 'ndjson':
      return ofObjects(jsonLines(path));
    case 'parquet':
      return parquetTable(path);
    default:
      throw new UserError(
        'SLW-TABLE-KIND',
        `${path} is not a table that can be read: expected .csv, .tsv, .jsonl, .ndjson or .parquet.`,
      );
  }
}

async function withHeader(rows: AsyncGenerator<string[]>): Promise<Table> {
  const { value: header } = await rows.next();
  return { columns: (header ?? []).map((name: string) => name.trim()), rows };
}

async function* csvRows(path: string, delimiter: string): AsyncGenerator<string[]> {
  const parser = Papa.parse(Papa.NODE_STREAM_INPUT, { delimiter, skipEmptyLines: true });
  const file = createReadStream(path, 'utf8');
  file.on('error', (error) => parser.destroy(error));
  try {
    let isFirst = true;
    for await (const row of file.pipe(parser) as AsyncIterable<string[]>) {
      if (isFirst && row[0] !== undefined) row[0] = row[0].replace(/^\uFEFF/, '');
      isFirst = false;
      yield row;
    }
  } finally {
    file.destroy();
  }
}

/** The first object's keys are the columns. */
async function ofObjects(objects: AsyncGenerator<Record<string, unknown>>): Promise<Table> {
  const { value: first } = await objects.next();
  const columns = Object.keys(first ?? {});
  const inOrder = (row: Record<string, unknown>) => columns.map((name) => row[name]);
  async function* rows() {
    if (first) yield inOrder(first);
    for await (const row of objects) yield inOrder(row);
  }
  return { columns, rows: rows() };
}

async function* jsonLines(path: string): AsyncGenerator<Record<string, unknown>> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as Record<string, unknown>;
}

async function parquetTable(path: string): Promise<Table> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const [root, ...elements] = metadata.schema;
  const columns: string[] = [];
  let index = 0;
  for (let child = 0; child < (root?.num_children ?? 0); child++) {
    const name = elements[index]?.name ?? '';
    if (!indexColumn.test(name)) columns.push(name);
    for (let left = 1; left > 0; index++) left += (elements[index]?.num_children ?? 0) - 1;
  }
  const total = Number(metadata.num_rows);
  async function* rows() {
    for (let rowStart = 0; rowStart < total; rowStart += rowsAtOnce) {
      const rowEnd = Math.min(rowStart + rowsAtOnce, total);
      const some = await parquetReadObjects({ file, metadata, columns, rowStart, rowEnd });
      for (const row of some) yield columns.map((name) => row[name]);
    }
  }
  return { columns, rows: rows() };
}
