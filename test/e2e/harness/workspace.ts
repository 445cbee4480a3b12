import { cp, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../bed/command.ts';
import { exampleEnv } from '../../bed/example-env.ts';
import { repository } from '../../bed/paths.ts';
import type { NoPython, PythonEnv } from '../../bed/python-env.ts';

export type WorkspaceOptions = {
  /** A folder of `test/workspaces`, or `example` for the one that new users open. */
  workspace: string;
  /** Gives the copy a `.venv` with the example's requirements. */
  python?: boolean;
  /** Makes the copy a git repository with everything committed. */
  git?: boolean;
  /** Of the folder; not committed. */
  settings?: Record<string, unknown>;
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
  if (options.settings) {
    await mkdir(join(folder, '.vscode'), { recursive: true });
    await writeFile(join(folder, '.vscode/settings.json'), JSON.stringify(options.settings));
  }
  if (options.python) await symlink(await examplePython(), join(folder, '.venv'));
  return folder;
}

/** By which Slipway uses this environment; none where it is missing, and the tests are skipped. */
export function pythonSettings(python: PythonEnv | NoPython): Record<string, unknown> {
  return 'skipped' in python ? {} : { 'slipway.pythonPath': python.python };
}

/** The folder of the virtual environment with the example's requirements, shared by all tests. */
async function examplePython(): Promise<string> {
  const found = await exampleEnv();
  if ('skipped' in found) throw new Error(found.skipped);
  return found.env.VIRTUAL_ENV ?? '';
}

async function commit(folder: string): Promise<void> {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  await run('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder });
  await run('git', ['add', '--all'], { cwd: folder });
  await run('git', [...identity, 'commit', '--quiet', '--message', 'Start'], { cwd: folder });
}
