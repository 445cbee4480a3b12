import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { serverVersion } from '../core/version.ts';

/** What a fresh machine needs before it can run a project's pipelines. */
export interface ProjectSetup {
  /** Path of the project from the repository's root, with `/`; empty for the root itself. */
  below: string;
  /** File that names the Python version, from the repository's root; null: the newest. */
  pythonVersionFile: string | null;
  /** Shell lines, in order. */
  install: string[];
  /** What was found in the project that these lines do not install. */
  notInstalled: string[];
}

const stores: Record<string, string> = { s3: 'dvc-s3', gs: 'dvc-gs', azure: 'dvc-azure', ssh: 'dvc-ssh' };

/** By the files of the project: its Python packages, its data where DVC has a remote for them, and Slipway. */
export function projectSetup(folder: string, below: string): ProjectSetup {
  const has = (name: string) => existsSync(join(folder, name));
  const notInstalled = ['environment.yml', 'conda-lock.yml', 'pixi.lock', 'Pipfile.lock'].filter(has);
  return {
    below,
    pythonVersionFile: has('.python-version') ? posix.join(below, '.python-version') : null,
    install: [...pythonPackages(has), ...dataOfDvc(folder), `npm install --global slipway@${serverVersion}`],
    notInstalled,
  };
}

/** Where a lock file is, its own tool makes `.venv`, in which Slipway then runs the stages. */
function pythonPackages(has: (name: string) => boolean): string[] {
  if (has('uv.lock')) return ['pip install uv', 'uv sync --frozen'];
  if (has('poetry.lock'))
    return [
      'pip install poetry',
      'poetry config virtualenvs.in-project true',
      'poetry install --no-interaction',
    ];
  if (has('requirements.txt')) return ['pip install -r requirements.txt'];
  return has('pyproject.toml') ? ['pip install .'] : [];
}

function dataOfDvc(folder: string): string[] {
  const config = join(folder, '.dvc', 'config');
  if (!existsSync(config)) return [];
  const [, scheme] = /^\s*url\s*=\s*(\w+):\/\//m.exec(readFileSync(config, 'utf8')) ?? [];
  const hasRemote = /^\s*url\s*=/m.test(readFileSync(config, 'utf8'));
  if (!hasRemote) return [];
  return [
    `pip install ${['dvc', ...(scheme && stores[scheme] ? [stores[scheme]] : [])].join(' ')}`,
    'dvc pull --allow-missing',
  ];
}
