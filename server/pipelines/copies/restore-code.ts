import { chmod, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PathHasher } from '../hashing/path-hasher.ts';
import type { ObjectCache } from '../object-cache.ts';
import { Placement } from '../put-back.ts';
import type { CodeRecord } from '../record/code-record.ts';
import { git } from './code-files.ts';
import { copyFiles } from './place-files.ts';

/** What of a past run cannot be had any more. */
export interface LostInput {
  /** Null for all of a commit. */
  path: string | null;
  /** For a person. */
  message: string;
}

export interface CodeSources {
  /** Of the workspace; in the repository. */
  root: string;
  hasher: PathHasher;
  /** Contents that no commit holds. */
  kept: ObjectCache;
}

/** Puts the code of a past run into an empty folder. Returns what of it cannot be had any more. */
export async function restoreCode(
  { root, hasher, kept }: CodeSources,
  { commit, prefix, changed }: CodeRecord,
  to: string,
): Promise<LostInput[]> {
  const lost: LostInput[] = [];
  if (commit !== null && !(await checkOut(root, commit, prefix, to)))
    lost.push({ path: null, message: `commit ${commit} is not in this repository` });
  for (const { path, md5, executable } of changed) {
    const target = join(to, path);
    await rm(target, { force: true });
    if (md5 === null) continue;
    await mkdir(dirname(target), { recursive: true });
    const locked = { path, md5, algorithm: 'md5', size: null, nfiles: null, executable } as const;
    if (kept.has(locked)) await new Placement(kept, kept.types).putBack(target, locked, null);
    else if ((await hasher.hash(path))?.md5 === md5) await copyFiles(root, to, [path]);
    else {
      const message = `${path} (md5 ${md5}) is in no commit, neither in the workspace as it was nor in .slipway`;
      lost.push({ path, message });
      continue;
    }
    await chmod(target, executable ? 0o755 : 0o644);
  }
  return lost;
}

async function checkOut(root: string, commit: string, prefix: string, to: string): Promise<boolean> {
  const top = (await git(root, ['rev-parse', '--show-toplevel']).catch(() => '')).trim();
  if (top === '') return false;
  const tree = prefix === '' ? `${commit}^{tree}` : `${commit}:${prefix}`;
  // An index of its own: the user's is left alone.
  const index = { GIT_INDEX_FILE: join(to, '.git-index') };
  try {
    await git(top, ['cat-file', '-e', tree]);
  } catch {
    return false;
  }
  try {
    await git(top, ['read-tree', tree], index);
    await git(top, ['checkout-index', '--all', '--force', `--prefix=${to}/`], index);
  } finally {
    await rm(index.GIT_INDEX_FILE, { force: true });
  }
  return true;
}
