import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ExportFormat, ExportSummary } from '../../schemas/protocol/interop.ts';
import { UserError } from '../core/user-error.ts';
import { csvOf } from './csv.ts';
import type { TableSource } from './table-file.ts';

/**
 * Writes a table beside `file` and then puts it in its place, so that no reader sees half of it.
 * Throws `UserError` where the file cannot be written; rejects with the `signal`'s reason.
 */
export async function exportTable(
  table: TableSource,
  format: ExportFormat,
  file: string,
  signal: AbortSignal,
): Promise<ExportSummary> {
  const counted = { rows: 0 };
  const source = counting(table, counted);
  // Loaded when needed: Arrow would be a good part of the runner's start and memory.
  const write = format === 'csv' ? csvOf : (await import('./arrow.ts')).arrowOf;
  const partial = `${file}.${randomUUID()}.part`;
  try {
    await pipeline(Readable.from(write(source)), createWriteStream(partial), { signal });
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    signal.throwIfAborted();
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    throw new UserError('SLW-EXPORT-FILE', `${file} cannot be written: ${message}.`, 'Choose another file.');
  }
  return { file, rows: counted.rows, bytes: (await stat(file)).size };
}

function counting(table: TableSource, counted: { rows: number }): TableSource {
  return {
    columns: table.columns,
    async *parts() {
      for await (const rows of table.parts()) {
        counted.rows += rows.length;
        yield rows;
      }
    },
  };
}
