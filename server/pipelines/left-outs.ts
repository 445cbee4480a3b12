import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const remembered = 10_000;
/** Absolute path -> its stamp, as a stage that failed left it. Lost with the process: then it is kept like a user's. */
const left = new Map<string, string>();

/** What lies there is of a stage that came to nothing: it goes into no cache, unless someone changes it. */
export async function rememberLeft(path: string): Promise<void> {
  left.delete(path);
  const stamp = await stampOf(path);
  if (stamp === null) return;
  left.set(path, stamp);
  const [oldest] = left.keys();
  if (left.size > remembered && oldest !== undefined) left.delete(oldest);
}

export async function isLeft(path: string): Promise<boolean> {
  const stamp = left.get(path);
  if (stamp === undefined) return false;
  return (await stampOf(path)) === stamp;
}

/** Over each file below; null where there is nothing. */
async function stampOf(path: string): Promise<string | null> {
  const top = await statsAt(path);
  if (!top) return null;
  const hash = createHash('md5');
  const names = top.isDirectory() ? (await readdir(path, { recursive: true })).sort() : [];
  for (const name of ['', ...names]) {
    const found = await statsAt(join(path, name));
    hash.update(`${name}\0${found ? `${found.ino}:${found.size}:${found.mtimeNs}:${found.ctimeNs}` : ''}\0`);
  }
  return hash.digest('hex');
}

/** Null for what has gone since its folder was read, and for a name that is no UTF-8. */
async function statsAt(path: string): Promise<BigIntStats | null> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
