import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../core/user-error.ts';

const git = promisify(execFile);

/**
 * Gives `work` the folder as a commit has it, in a temporary place. The repository, its index and its worktrees are
 * left as they are.
 * @throws UserError `SLW-GIT-NONE`, `SLW-GIT-REVISION`
 */
export async function withGitTree<T>(
  folder: string,
  revision: string,
  work: (tree: string) => Promise<T>,
): Promise<T> {
  const repository = await repositoryOf(folder);
  const commit = await commitOf(folder, revision);
  const place = await mkdtemp(join(tmpdir(), 'slipway-tree-'));
  try {
    const env = { ...process.env, GIT_INDEX_FILE: join(place, 'index'), GIT_LFS_SKIP_SMUDGE: '1' };
    const tree = join(place, 'tree');
    await git('git', ['read-tree', commit], { cwd: repository, env });
    await git('git', ['checkout-index', '--all', `--prefix=${tree}/`], { cwd: repository, env });
    return await work(join(tree, relative(repository, folder)));
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function repositoryOf(folder: string): Promise<string> {
  try {
    const { stdout } = await git('git', ['rev-parse', '--show-toplevel'], { cwd: folder });
    return stdout.trim();
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError(
      'SLW-GIT-NONE',
      missing
        ? 'git was not found.'
        : `${folder} is in no git repository, so there is nothing to compare with.`,
      missing ? 'Install git.' : 'Commit the project first.',
    );
  }
}

async function commitOf(folder: string, revision: string): Promise<string> {
  try {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    return (await git('git', args, { cwd: folder })).stdout.trim();
  } catch {
    throw new UserError(
      'SLW-GIT-REVISION',
      `git knows no commit "${revision}" here.`,
      'In CI, fetch the whole history (fetch-depth: 0, or GIT_DEPTH: 0).',
    );
  }
}
