import { existsSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { StartContext } from '../../schemas/protocol/executions.ts';
import { runTags } from '../../schemas/protocol/tracking.ts';
import { UserError } from '../core/user-error.ts';
import { type LaunchSite, pythonOf, shellWords, tracked } from '../executions/launch.ts';
import type { Launch } from '../executions/prepared.ts';
import { requirePackage } from '../python/require-package.ts';
import { notebookCommand } from './notebook-command.ts';

/** A notebook, executed headless in its own folder as Jupyter does. Throws where `ipykernel` is missing. */
export async function notebookLaunch(
  site: LaunchSite,
  request: StartContext & { file: string; parameters: Record<string, unknown>; kernelName?: string },
): Promise<Launch> {
  const { file, parameters, kernelName } = request;
  if (!existsSync(file))
    throw new UserError('SLW-NOTEBOOK-MISSING', `There is no notebook ${file}.`, 'Check the path.');
  const { python, env } = await pythonOf(request);
  await requirePackage(python, 'ipykernel', 'to run notebooks');
  const cwd = dirname(file);
  const kernel = kernelName ? { kernelName } : {};
  const words = Object.entries(parameters).flatMap(([name, value]) => [
    '-p',
    `${name}=${JSON.stringify(value)}`,
  ]);
  return {
    kind: 'notebook',
    file,
    interpreter: python.interpreter,
    terminalId: null,
    commandLine: site.redact(shellWords(['notebook', file, ...words])),
    context: { ...request, cwd },
    recipe: { kind: 'notebook', file, parameters, cwd, interpreter: python.interpreter, ...kernel },
    command: (prepared) => ({
      argv: notebookCommand({
        file,
        parameters,
        ...kernel,
        interpreter: python.interpreter,
        addPackage: python.addPackage,
        executionDir: prepared.executionDir,
      }),
      env: {
        ...tracked(site, request, env, prepared),
        MLFLOW_RUN_CONTEXT: runContext(env, relative(site.folder, file)),
      },
    }),
  };
}

/**
 * Tags that every mlflow client gives its runs (`mlflow.tracking.context`), the user's own included. Without it the
 * source would be the program that starts kernels.
 */
function runContext({ MLFLOW_RUN_CONTEXT: own }: Record<string, string>, file: string): string {
  const source = { [runTags.sourceName]: file, [runTags.sourceType]: 'NOTEBOOK' };
  try {
    return JSON.stringify({ ...source, ...(own ? JSON.parse(own) : {}) });
  } catch {
    return JSON.stringify(source);
  }
}
