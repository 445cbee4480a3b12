import { spawnSync } from 'node:child_process';
import { cp, glob, rename, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { run } from './command.ts';
import { once } from './once.ts';
import { cache } from './paths.ts';
import type { PythonEnv } from './python-env.ts';

/** What both projects need, with the real `dvc`. */
export const publicProjectRequirements = [
  'dvc==3.67.1',
  'dvclive==3.49.1',
  'dvc-stage==1.1.0',
  'pandera==0.20.4',
  'pandas==3.1.1',
  'scikit-learn==1.9.1',
  'matplotlib==3.11.2',
  'setuptools==84.2.1',
];

/** Runs a program of the environment, `dvc` or `python`, in a project. */
export function runIn(
  folder: string,
  python: PythonEnv,
  program: string,
  ...args: string[]
): Promise<string> {
  const PATH = `${dirname(python.python)}${delimiter}${process.env.PATH}`;
  const env = { ...python.env, PATH, DVC_NO_ANALYTICS: '1', PYTHONPATH: 'src' };
  return run(program, args, { cwd: folder, env });
}

/**
 * The example project of dvc-stage (M. Arpogaus, GPL-3.0), as PyPI has its source: pandas pipelines, a foreach, and
 * validations. Its own tool writes the deps, params and outs of its stages, as its manual says.
 */
export async function writeDvcStageExample(folder: string, python: PythonEnv): Promise<void> {
  const source = await once(join(cache, 'projects', 'dvc-stage-1.1.0'), async (building) => {
    const from = ['dvc-stage==1.1.0', '--no-deps', '--no-binary', 'dvc-stage', '--dest', '.'];
    await runIn(building, python, python.python, '-m', 'pip', 'download', '--quiet', ...from);
    for await (const archive of glob('*.tar.gz', { cwd: building }))
      await run('tar', ['-xzf', archive], { cwd: building });
    await rename(join(building, 'dvc_stage-1.1.0/examples'), join(building, 'examples'));
  });
  await cp(join(source, 'examples'), folder, { recursive: true });
  // Its readme has it installed; this is read by the editor, and by whatever Slipway starts there.
  await writeFile(join(folder, '.env'), 'PYTHONPATH=src\n');
  await run('git', ['init', '--quiet'], { cwd: folder });
  await runIn(folder, python, 'dvc-stage', 'update-all', '--yes');
}

const getStarted = 'https://github.com/iterative/example-get-started';

/** Why the project that DVC's documentation begins with cannot be had here; null where it can. */
export function getStartedMissing(): string | null {
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0' };
  const asked = spawnSync('git', ['ls-remote', getStarted, 'HEAD'], { env, timeout: 20_000 });
  return asked.status === 0 ? null : `${getStarted} cannot be reached`;
}

/** That project, on 600 posts of the same form in place of its 14 MB of Stack Overflow. */
export async function writeGetStarted(folder: string, python: PythonEnv): Promise<void> {
  const git = (...args: string[]) => run('git', args, { cwd: folder });
  await git('init', '--quiet');
  await git('fetch', '--quiet', '--depth', '1', getStarted, 'refs/tags/9-bigrams-model');
  await git('checkout', '--quiet', 'FETCH_HEAD');
  await runIn(folder, python, 'dvc', 'remove', 'data/data.xml.dvc');
  await writeFile(join(folder, 'data/data.xml'), posts(600));
  await runIn(folder, python, 'dvc', 'add', '--quiet', 'data/data.xml');
}

function posts(count: number): string {
  const words = ['frame', 'plot', 'vector', 'class', 'loop', 'index', 'matrix', 'string', 'error', 'column'];
  const rows = Array.from({ length: count }, (_, id) => {
    const isR = id % 3 === 0;
    const text = words.filter((_, at) => (id * (at + 3)) % 7 < 3).join(' ');
    const tags = isR ? '&lt;r&gt;' : '&lt;python&gt;';
    return `  <row Id="${id + 1}" Tags="${tags}" Title="${text}" Body="${isR ? 'ggplot' : 'numpy'} ${text} ${id % 11}" />`;
  });
  return `${rows.join('\n')}\n`;
}
