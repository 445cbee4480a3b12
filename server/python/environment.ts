import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import type { PythonEnvironment } from '../../schemas/protocol/executions.ts';
import { upwardFrom } from '../core/upward-from.ts';
import { UserError } from '../core/user-error.ts';
import { inspectPython } from './inspect.ts';
import { findOnPath, interpreterIn } from './layout.ts';
import { environmentsOfProject } from './project-environments.ts';
import { addPackageCommand, toolOf } from './tools.ts';

export interface PythonRequest {
  /** Absolute folder of the script: environments are looked for here and above. */
  cwd: string;
  /** The user's environment variables. */
  env: Record<string, string>;
  /** Interpreter (or folder of an environment) that the editor has chosen. */
  given?: string;
}

interface Candidate {
  interpreter: string;
  foundBy: string;
}

/**
 * The Python that runs a file in `cwd`: what the editor has chosen, else the environment that is activated,
 * else the nearest environment of the project upward from `cwd`, else conda's active one, else PATH's.
 *
 * @throws UserError `SLW-PYTHON-GIVEN` where the chosen one is not there, `SLW-PYTHON-BROKEN` where it does
 * not start, `SLW-PYTHON-NONE` where no Python was found.
 */
export async function resolvePythonEnvironment(request: PythonRequest): Promise<PythonEnvironment> {
  if (request.given) return describe(await givenInterpreter(request, request.given), request, 'given');
  for await (const candidate of candidates(request)) {
    // One that does not start (a venv whose base Python is gone, a Windows Store stub) hides no other.
    const environment = await describe(candidate, request).catch(() => null);
    if (environment) return environment;
  }
  throw new UserError(
    'SLW-PYTHON-NONE',
    `Expected a Python environment for ${request.cwd}, but found none: no .venv, uv, poetry, pipenv, pixi or conda environment, and no python on PATH.`,
    'Install Python, make an environment (python3 -m venv .venv), or choose an interpreter in the editor.',
  );
}

async function* candidates({ cwd, env }: PythonRequest): AsyncGenerator<Candidate> {
  const active = env.VIRTUAL_ENV && interpreterIn(env.VIRTUAL_ENV);
  if (active) yield { interpreter: active, foundBy: 'activated (VIRTUAL_ENV)' };
  for (const folder of upwardFrom(cwd)) yield* environmentsOfProject(folder, env);
  const conda = env.CONDA_PREFIX && interpreterIn(env.CONDA_PREFIX);
  if (conda) yield { interpreter: conda, foundBy: 'activated (CONDA_PREFIX)' };
  for (const name of ['python3', 'python'])
    for (const interpreter of findOnPath(name, env)) yield { interpreter, foundBy: `${name} on PATH` };
}

async function givenInterpreter({ cwd }: PythonRequest, given: string): Promise<Candidate> {
  const path = resolve(cwd, given.replace(/^~(?=$|[\\/])/, homedir()));
  const entry = await stat(path).catch(() => null);
  const interpreter = entry?.isDirectory() ? interpreterIn(path) : entry && path;
  if (interpreter) return { interpreter, foundBy: 'chosen in the editor' };
  throw new UserError(
    'SLW-PYTHON-GIVEN',
    `Expected a Python interpreter at ${isAbsolute(given) ? given : path}, but there is none.`,
    'Choose another interpreter in the editor.',
  );
}

async function describe(
  { interpreter, foundBy }: Candidate,
  { cwd }: PythonRequest,
  kind?: 'given',
): Promise<PythonEnvironment> {
  const { version, externallyManaged } = await inspectPython(interpreter);
  const tool = await toolOf(interpreter, cwd);
  const addPackage = addPackageCommand(tool, interpreter, externallyManaged);
  return { interpreter, version, kind: kind ?? tool.kind, foundBy, addPackage };
}
