import type { PythonEnvironment } from '../../schemas/protocol/executions.ts';
import { UserError } from '../core/user-error.ts';
import { inspectPython, installedPackage } from './inspect.ts';

/**
 * Checks that `environment` has a package before it is needed.
 *
 * @param purpose Completes "… is needed", e.g. `to run notebooks`.
 * @throws UserError `SLW-PYTHON-PACKAGE` with the command that adds the package in the environment's own tool.
 */
export async function requirePackage(
  environment: PythonEnvironment,
  name: string,
  purpose: string,
): Promise<void> {
  const inspection = await inspectPython(environment.interpreter);
  if (installedPackage(inspection, name)) return;
  throw new UserError(
    'SLW-PYTHON-PACKAGE',
    `${name} is needed ${purpose}, but ${environment.interpreter} does not have it.`,
    `Add it with: ${environment.addPackage} ${name}`,
  );
}
