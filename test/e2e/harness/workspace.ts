import { cp, mkdtemp, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../bed/command.ts';
import { repository } from '../../bed/paths.ts';
import { pythonEnv } from '../../bed/python-env.ts';

export type WorkspaceOptions = {
  /** A folder of `test/workspaces`, or `example` for the one that new users open. */
  workspace: string;
  /** Gives the copy a `.venv` with the example's requirements. */
  python?: boolean;
  /** Makes the copy a git repository with everything committed. */
  git?: boolean;
  /** Another one, which the window has open beside it; what is asked for above concerns the first. */
  beside?: string;
  /** Writes more into the copy before anything else is done with it. */
  fill?: (folder: string) => Promise<void>;
};

/** A fresh copy of a workspace under a folder. Throws where Python is asked for and missing. */
export async function copyWorkspace(parent: string, options: WorkspaceOptions): Promise<string> {
  const source =
    options.workspace === 'example'
      ? join(repository, 'examples')
      : join(repository, 'test/workspaces', options.workspace);
  const folder = await mkdtemp(join(parent, `${options.workspace}-`));
  await cp(source, folder, { recursive: true, filter: (path) => !/\/(\.venv|\.slipway)(\/|$)/.test(path) });
  await options.fill?.(folder);
  if (options.git) await commit(folder);
  if (options.python) await symlink(await examplePython(), join(folder, '.venv'));
  return folder;
}

/** The folder of the virtual environment with the example's requirements, shared by all tests. */
async function examplePython(): Promise<string> {
  const requirements = await readFile(join(repository, 'examples/requirements.txt'), 'utf8');
  const found = await pythonEnv(
    'example',
    requirements.split('\n').filter((line) => /^[^#\s]/.test(line)),
  );
  if ('skipped' in found) throw new Error(found.skipped);
  return found.env.VIRTUAL_ENV ?? '';
}

async function commit(folder: string): Promise<void> {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  await run('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder });
  await run('git', ['add', '--all'], { cwd: folder });
  await run('git', [...identity, 'commit', '--quiet', '--message', 'Start'], { cwd: folder });
}
