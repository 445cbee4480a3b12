import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** Hex SHA-256 of the file's bytes. */
export async function fileHash(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

interface NotebookFile {
  cells: { cell_type: string; source: string | string[] }[];
}

/**
 * Hex SHA-256 of a notebook's cells: their kind and source, in order. Outputs, counts and metadata leave it
 * as it is, so that running a notebook does not change it.
 *
 * @throws where the file is not a notebook.
 */
export async function notebookSourceHash(file: string): Promise<string> {
  const { cells } = JSON.parse(await readFile(file, 'utf8')) as NotebookFile;
  const sources = cells.map(({ cell_type, source }) => [cell_type, [source].flat().join('')]);
  return createHash('sha256').update(JSON.stringify(sources)).digest('hex');
}
