import { dirname } from 'node:path';
import type { StartContext } from '../../schemas/protocol/executions.ts';
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
      env: tracked(site, request, env, prepared),
    }),
  };
}
