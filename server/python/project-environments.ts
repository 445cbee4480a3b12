import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { withoutEditorVariables } from './inherited-environment.ts';
import { findOnPath, interpreterIn } from './layout.ts';

const toolTimeoutMs = 10_000;
const run = promisify(execFile);

export interface FoundInterpreter {
  interpreter: string;
  /** For a person. */
  foundBy: string;
}

/** A tool that is asked where a project's environment lies, when files of that tool are in the folder. */
const askedTools = [
  { tool: 'uv', files: ['uv.lock', '.python-version'], table: 'tool.uv', question: ['python', 'find'] },
  { tool: 'poetry', files: ['poetry.lock'], table: 'tool.poetry', question: ['env', 'info', '--executable'] },
  { tool: 'pipenv', files: ['Pipfile', 'Pipfile.lock'], table: null, question: ['--py'] },
];

/**
 * Environments that belong to the project in `folder`, the most telling first: one inside the folder
 * (`.venv`, `venv`, pixi's), then what uv, poetry or pipenv keep for it elsewhere, then conda's by the name
 * in environment.yml. Tools are only asked; none is told to make an environment.
 */
export async function* environmentsOfProject(
  folder: string,
  env: Record<string, string>,
): AsyncGenerator<FoundInterpreter> {
  const pixi = join('.pixi', 'envs', env.PIXI_ENVIRONMENT_NAME ?? 'default');
  for (const name of ['.venv', 'venv', pixi]) {
    const interpreter = interpreterIn(join(folder, name));
    if (interpreter) yield { interpreter, foundBy: `${name} in ${folder}` };
  }
  for (const asked of askedTools) {
    if (!(await isKeptBy(folder, asked))) continue;
    const interpreter = await answerOf(asked.tool, asked.question, folder, env);
    if (interpreter) yield { interpreter, foundBy: `${asked.tool} for ${folder}` };
  }
  const conda = await condaEnvironment(folder, env);
  if (conda) yield conda;
}

async function isKeptBy(folder: string, { files, table }: (typeof askedTools)[number]): Promise<boolean> {
  if (files.some((file) => existsSync(join(folder, file)))) return true;
  if (!table) return false;
  const project = await readFile(join(folder, 'pyproject.toml'), 'utf8').catch(() => '');
  return project.split('\n').some((line) => line.startsWith(`[${table}]`) || line.startsWith(`[${table}.`));
}

async function answerOf(
  tool: string,
  question: string[],
  folder: string,
  env: Record<string, string>,
): Promise<string | null> {
  const [executable] = findOnPath(tool, env);
  if (!executable) return null;
  try {
    const { stdout } = await run(executable, question, {
      cwd: folder,
      env: withoutEditorVariables(env),
      timeout: toolTimeoutMs,
      windowsHide: true,
    });
    const interpreter = stdout.trim();
    return existsSync(interpreter) ? interpreter : null;
  } catch {
    return null;
  }
}

/** The environment that `environment.yml` names, among those that conda has written down in the home folder. */
async function condaEnvironment(
  folder: string,
  env: Record<string, string>,
): Promise<FoundInterpreter | null> {
  for (const file of ['environment.yml', 'environment.yaml']) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => '');
    const named = /^(?:name|prefix):\s*["']?([^"'#\s]+)/m.exec(text)?.[1];
    if (!named) continue;
    const list = join(env.HOME ?? env.USERPROFILE ?? homedir(), '.conda', 'environments.txt');
    const prefixes = (await readFile(list, 'utf8').catch(() => '')).split(/\r?\n/);
    const prefix = prefixes.find((path) => path === named || basename(path) === named);
    const interpreter = prefix && interpreterIn(prefix);
    if (interpreter) return { interpreter, foundBy: `${file} in ${folder}` };
  }
  return null;
}
