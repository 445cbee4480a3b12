import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** All folders below one, links not followed; one that goes meanwhile is left out. Blocks: for worker threads. */
export function* foldersBelow(path: string): Generator<string> {
  for (const name of foldersIn(path)) {
    const folder = join(path, name);
    yield folder;
    yield* foldersBelow(folder);
  }
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return [];
    throw error;
  }
}
