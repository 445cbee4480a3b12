import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { promisify } from 'node:util';
import { upwardFrom } from '../../core/upward-from.ts';
import { isWithin } from '../../manifests/dvc/location.ts';

/** What of a root a run may need that no stage names. Locations, with forward slashes. */
export interface CodeFiles {
  /** In git: all that it tracks or would track. Elsewhere: all there is. */
  files: string[];
  /** Python environments and the like: too large to copy, and nothing of them is written by a run. */
  environments: string[];
}

const environmentNames = new Set(['.venv', 'venv', 'node_modules', '.pixi', '.tox', '.nox']);
const neverCopied = new Set(['.git', '.hg', '.dvc', '.slipway', '__pycache__']);
const maxListingBytes = 1 << 30;

/** `inGit`: what `isInGit` said, where that is known already. */
export async function codeFiles(root: string, inGit?: boolean): Promise<CodeFiles> {
  const found = (inGit ?? (await isInGit(root))) ? await listByGit(root) : await listByWalk(root, '');
  const environments = found.environments.filter((folder) => folder !== '');
  return {
    environments,
    files: found.files.filter(
      (file) =>
        !file.split('/').some((part) => neverCopied.has(part)) &&
        !environments.some((folder) => isWithin(file, folder)),
    ),
  };
}

/** What git prints; of a repository around `root` only what lies in it. */
export async function git(root: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const { stdout } = await promisify(execFile)('git', ['--no-optional-locks', ...args], {
    cwd: root,
    env: { ...own, ...env },
    maxBuffer: maxListingBytes,
  });
  return stdout;
}

/** False too where git is not installed, and in a folder that it is told to ignore. */
export async function isInGit(root: string): Promise<boolean> {
  // Git takes a while to say that it knows nothing.
  if (!upwardFrom(root).some((folder) => existsSync(join(folder, '.git')))) return false;
  return git(root, ['check-ignore', '--quiet', '.']).then(
    () => false,
    // 128: no repository, or none with files.
    ({ code }: { code?: number }) => code === 1,
  );
}

async function listByGit(root: string): Promise<CodeFiles> {
  const list = async (...args: string[]) =>
    (await git(root, ['ls-files', '-z', ...args])).split('\0').filter(Boolean);
  const [files, ignored] = await Promise.all([
    list('--cached', '--others', '--exclude-standard'),
    list('--others', '--ignored', '--exclude-standard', '--directory'),
  ]);
  const folders = ignored.filter((path) => path.endsWith('/')).map((path) => path.slice(0, -1));
  const marked = files.filter((file) => basename(file) === 'pyvenv.cfg').map((file) => posix.dirname(file));
  return { files, environments: [...folders.filter((folder) => isEnvironment(root, folder)), ...marked] };
}

async function listByWalk(root: string, location: string): Promise<CodeFiles> {
  const entries = await readdir(join(root, location), { withFileTypes: true });
  const found: CodeFiles = { files: [], environments: [] };
  for (const entry of entries) {
    const path = posix.join(location, entry.name);
    if (!entry.isDirectory()) found.files.push(path);
    else if (isEnvironment(root, path)) found.environments.push(path);
    else if (!neverCopied.has(entry.name)) {
      const below = await listByWalk(root, path);
      found.files.push(...below.files);
      found.environments.push(...below.environments);
    }
  }
  return found;
}

function isEnvironment(root: string, folder: string): boolean {
  return (
    environmentNames.has(basename(folder)) ||
    existsSync(join(root, folder, 'pyvenv.cfg')) ||
    existsSync(join(root, folder, 'conda-meta'))
  );
}
