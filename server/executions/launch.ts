import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { PythonEnvironment, StartContext } from '../../schemas/protocol/executions.ts';
import { activatedEnvironment } from '../python/activation.ts';
import { withEnvFile } from '../python/env-file.ts';
import { resolvePythonEnvironment } from '../python/environment.ts';
import { trackedEnvironment } from '../python/tracked-environment.ts';
import type { Launch, PreparedExecution } from './prepared.ts';
import { terminalFolder } from './terminals.ts';

/** Makes an execution's environment; knows the workspace and where its tracking API listens. */
export interface LaunchSite {
  folder: string;
  /** `.slipway/executions` in it. */
  outputRoot: string;
  trackingUri: (secret: string) => string;
  redact: (commandLine: string) => string;
}

export async function pythonLaunch(
  site: LaunchSite,
  request: StartContext & { file: string; args: string[] },
): Promise<Launch> {
  const { python, env } = await pythonOf(request);
  const { interpreter } = python;
  const { file, args, cwd } = request;
  return {
    kind: 'python',
    file: resolve(cwd, file),
    interpreter,
    terminalId: null,
    commandLine: site.redact(shellWords(['python', file, ...args])),
    context: request,
    recipe: { kind: 'python', file, args, cwd, interpreter },
    command: (prepared) => ({
      argv: [interpreter, '-u', file, ...args],
      env: tracked(site, request, env, prepared),
    }),
  };
}

/** Any command, in the folder's Python environment where it has one: `python` means what it means in its terminal. */
export async function commandLaunch(
  site: LaunchSite,
  request: StartContext & { command: string[] },
): Promise<Launch> {
  const { interpreter, env } = await environmentFor(request);
  return {
    kind: 'command',
    file: scriptOf(request),
    interpreter,
    terminalId: null,
    commandLine: site.redact(shellWords(request.command)),
    context: request,
    recipe: { kind: 'command', command: request.command, cwd: request.cwd },
    command: (prepared) => ({ argv: request.command, env: tracked(site, request, env, prepared) }),
  };
}

/** The variables that make a process of someone else's starting a tracked one. */
export async function preparedVariables(
  site: LaunchSite,
  request: StartContext,
  prepared: PreparedExecution,
): Promise<Record<string, string>> {
  return added(request, tracked(site, request, request.env, prepared));
}

/** The same for a terminal, whose commands share them. */
export async function terminalVariables(
  site: LaunchSite,
  request: StartContext,
  terminalId: string,
  secret: string,
): Promise<Record<string, string>> {
  const executionDir = join(site.outputRoot, terminalFolder(terminalId));
  await mkdir(executionDir, { recursive: true, mode: 0o700 });
  return added(request, tracked(site, request, request.env, { executionDir, secret }));
}

function added(request: StartContext, all: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([name, value]) => request.env[name] !== value));
}

export function tracked(
  site: LaunchSite,
  request: StartContext,
  env: Record<string, string>,
  { executionDir, secret }: Pick<PreparedExecution, 'executionDir' | 'secret'>,
): Record<string, string> {
  const result = trackedEnvironment(env, {
    trackingUri: site.trackingUri(secret),
    executionDir,
    workspace: site.folder,
    autolog: request.autolog ?? false,
  });
  if (request.experimentName) result.MLFLOW_EXPERIMENT_NAME = request.experimentName;
  return result;
}

/** Quoted as a POSIX shell needs it. */
export function shellWords(words: string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

/** The Python environment that runs a file in the request's folder, and the variables of its activation. */
export async function pythonOf(
  request: StartContext,
): Promise<{ python: PythonEnvironment; env: Record<string, string> }> {
  const given = await userEnvironment(request);
  const python = await resolvePythonEnvironment(pythonRequest(request, given));
  return { python, env: await activatedEnvironment(python.interpreter, given) };
}

/**
 * The variables of a command in the folder's Python environment, where it has one; `interpreter` is what `python` means
 * there, null where it means nothing.
 */
export async function environmentFor(
  request: StartContext,
): Promise<{ interpreter: string | null; env: Record<string, string> }> {
  const given = await userEnvironment(request);
  const found = await resolvePythonEnvironment(pythonRequest(request, given)).catch(() => null);
  const activated = found && found.kind !== 'system' ? found.interpreter : null;
  return { interpreter: found?.interpreter ?? null, env: await activatedEnvironment(activated, given) };
}

/** The file that `python train.py …` runs, wherever its interpreter's options end. */
function scriptOf({ command, cwd }: StartContext & { command: string[] }): string | null {
  const [program = '', ...rest] = command;
  if (!/^python[\d.]*(\.exe)?$/i.test(basename(program))) return null;
  const script = rest.find((word) => /\.pyw?$/.test(word));
  return script ? resolve(cwd, script) : null;
}

async function userEnvironment({ env, envFile }: StartContext): Promise<Record<string, string>> {
  return envFile ? withEnvFile(env, envFile) : env;
}

function pythonRequest({ cwd, interpreter }: StartContext, env: Record<string, string>) {
  return { cwd, env, ...(interpreter ? { given: interpreter } : {}) };
}
