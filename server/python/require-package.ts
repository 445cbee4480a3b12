import type { PythonEnvironment } from '../../schemas/protocol/executions.ts';
import { UserError } from '../core/user-error.ts';
import { inspectPython, installedPackage } from './inspect.ts';

/**
 * Checks that `environment` has a package before it is needed.
 *
 * @param purpose Completes "… is needed", e.g. `to run notebooks`.
 * @throws UserError `SLW-PYTHON-PACKAGE` with the command that adds the package in the environment's own tool.
 */
export function requirePackage(environment: PythonEnvironment, name: string, purpose: string): Promise<void> {
  return requirePackages(environment, [name], purpose);
}

/** The same of several, of which all that are missing are named. */
export async function requirePackages(
  environment: PythonEnvironment,
  names: readonly string[],
  purpose: string,
): Promise<void> {
  const inspection = await inspectPython(environment.interpreter);
  const missing = names.filter((name) => !installedPackage(inspection, name));
  if (missing.length === 0) return;
  const [are, them] = missing.length === 1 ? ['is', 'it'] : ['are', 'them'];
  throw new UserError(
    'SLW-PYTHON-PACKAGE',
    `${missing.join(' and ')} ${are} needed ${purpose}, but ${environment.interpreter} does not have ${them}.`,
    `Add ${them} with: ${environment.addPackage} ${missing.join(' ')}`,
  );
}
