import { lstat, stat } from 'node:fs/promises';
import { isWithin } from '../../manifests/dvc/location.ts';
import { codeFiles, git, isInGit } from '../copies/code-files.ts';
import type { PathHasher } from '../hashing/path-hasher.ts';
import type { ObjectCache } from '../object-cache.ts';

/** The code of a root, as it was: a commit, and what differed from it. */
export interface CodeRecord {
  /** Null outside git, and before the first commit: then all files are among `changed`. */
  commit: string | null;
  /** Of the pipelines' root, from the repository's; empty where they are one. */
  prefix: string;
  /** Files that are not as the commit has them; their contents are kept. A null hash: the file was gone. */
  changed: { path: string; md5: string | null; executable: boolean }[];
  /** Files that are not as the commit has them, and too large to be kept. */
  unkept: string[];
}

const keptBytes = 10 << 20;
const keptFiles = 5_000;

/**
 * Keeps what of the code no commit holds. `listed` is where git is asked, `hasher` reads the files: those of a private
 * copy are the same, but git knows nothing of it. `also` differs from the commit in any case.
 */
export async function recordCode(
  { listed, outs, also }: { listed: string; outs: readonly string[]; also: readonly string[] },
  hasher: PathHasher,
  cache: ObjectCache,
): Promise<CodeRecord> {
  const { commit, prefix, files } = await differing(listed);
  const record: CodeRecord = { commit, prefix, changed: [], unkept: [] };
  const wanted = new Set([...files.filter((file) => !outs.some((out) => isWithin(file, out))), ...also]);
  for (const path of [...wanted].sort()) {
    const file = hasher.absolute(path);
    const found = await lstat(file).catch(() => null);
    // A link may lead to a file, or a folder of data, that is far larger than it.
    const kept = found?.isSymbolicLink() ? await stat(file).catch(() => null) : found;
    if (!found) record.changed.push({ path, md5: null, executable: false });
    else if (!kept?.isFile()) continue;
    else if (record.changed.length >= keptFiles || kept.size > keptBytes) record.unkept.push(path);
    else {
      const hash = await hasher.hash(path);
      if (!hash) continue;
      await cache.keep(file, hash);
      record.changed.push({ path, md5: hash.md5, executable: hash.executable });
    }
  }
  return record;
}

async function differing(root: string): Promise<Pick<CodeRecord, 'commit' | 'prefix'> & { files: string[] }> {
  const inGit = await isInGit(root);
  const all = async () => (await codeFiles(root, inGit)).files;
  if (!inGit) return { commit: null, prefix: '', files: await all() };
  const none = () => null;
  const [prefix, commit, changed, untracked] = await Promise.all([
    git(root, ['rev-parse', '--show-prefix']).then((text) => text.trim().replace(/\/$/, '')),
    git(root, ['rev-parse', '--verify', '--quiet', 'HEAD']).then((text) => text.trim(), none),
    git(root, ['diff', '--name-only', '--relative', '--no-ext-diff', '-z', 'HEAD']).catch(
      (error: unknown) => error,
    ),
    git(root, ['ls-files', '--others', '--exclude-standard', '-z']),
  ]);
  // Before the first commit there is nothing to differ from.
  if (commit === null) return { commit, prefix, files: await all() };
  if (typeof changed !== 'string') throw changed;
  const files = [...changed.split('\0'), ...untracked.split('\0')];
  return { commit, prefix, files: files.filter((file) => file !== '' && !file.startsWith('.slipway/')) };
}
