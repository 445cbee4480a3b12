import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface FolderSize {
  bytes: number;
  /** Newest change of anything in it, milliseconds since 1970 (UTC). */
  changedAt: number;
}

/** Of a file or folder with all in it; links count as themselves. */
export async function sizeOf(path: string): Promise<FolderSize> {
  const info = await lstat(path);
  if (!info.isDirectory()) return { bytes: info.size, changedAt: info.mtimeMs };
  const total = { bytes: 0, changedAt: info.mtimeMs };
  for (const name of await readdir(path)) {
    const { bytes, changedAt } = await sizeOf(join(path, name));
    total.bytes += bytes;
    total.changedAt = Math.max(total.changedAt, changedAt);
  }
  return total;
}

/** Names of the folders in a folder; none where it is not there. Links are no folders. */
export async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
