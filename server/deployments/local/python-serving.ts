import type { StartContext } from '../../../schemas/protocol/executions.ts';
import type { Candidate } from '../../candidates/candidates.ts';
import { pythonOf } from '../../executions/launch.ts';
import { requirePackages } from '../../python/require-package.ts';
import type { PythonServing } from '../target-table.ts';

const packages = {
  mlflow: ['mlserver', 'mlserver-mlflow'],
  sklearn: ['mlserver', 'mlserver-sklearn'],
} as const;

/**
 * The Python that serves a version; null where ONNX Runtime does. Loads nothing.
 * @throws UserError `SLW-PYTHON-PACKAGE`, and as `resolvePythonEnvironment`
 */
export async function pythonServing(
  { servedBy, version }: Candidate,
  context: StartContext,
): Promise<PythonServing | null> {
  if (servedBy === null || servedBy === 'onnx') return null;
  const { python } = await pythonOf(context);
  await requirePackages(python, packages[servedBy], `to serve ${version.name} ${version.version}`);
  return { runtime: servedBy, interpreter: python.interpreter };
}
