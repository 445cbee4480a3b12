import { open } from 'node:fs/promises';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import Papa from 'papaparse';

/** Of a text file: rows beyond are not looked at. */
const headBytes = 1 << 20;

export type DataRow = Record<string, unknown>;

/** The first rows of a CSV, TSV, JSON lines or Parquet file by the names of its columns; null for other files. */
export async function firstRows(path: string, count: number): Promise<DataRow[] | null> {
  const [, ending = ''] = /\.([a-z]+)$/i.exec(path) ?? [];
  switch (ending.toLowerCase()) {
    case 'parquet':
      return parquetReadObjects({ file: await asyncBufferFromFile(path), rowStart: 0, rowEnd: count });
    case 'csv':
    case 'tsv':
      return Papa.parse<DataRow>(await headOf(path), { header: true, preview: count, skipEmptyLines: true })
        .data;
    case 'jsonl':
    case 'ndjson':
      return (await headOf(path))
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(0, count)
        .map((line) => JSON.parse(line) as DataRow);
    default:
      return null;
  }
}

/** Whole lines. */
async function headOf(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const text = buffer.toString('utf8', 0, bytesRead);
    return bytesRead < headBytes ? text : text.slice(0, text.lastIndexOf('\n') + 1);
  } finally {
    await handle.close();
  }
}
