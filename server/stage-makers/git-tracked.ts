import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Those of the absolute paths that git tracks, themselves or a file in them; none outside a repository. */
export async function trackedByGit(root: string, paths: readonly string[]): Promise<Set<string>> {
  if (paths.length === 0) return new Set();
  const listed = await promisify(execFile)('git', ['ls-files', '-z', '--', ...paths], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  }).then(
    ({ stdout }) => stdout.split('\0').filter((path) => path !== ''),
    // No repository, or no git: then git tracks nothing.
    () => [],
  );
  const files = listed.map((path) => join(root, path));
  return new Set(
    paths.filter((path) => files.some((file) => file === path || file.startsWith(join(path, '/')))),
  );
}
