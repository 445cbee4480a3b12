import { existsSync } from 'node:fs';
import type { ModelFile } from '../../../schemas/manifests/model.ts';
import type { MlserverPlan } from '../../../schemas/protocol/inference.ts';
import { servedSignature } from '../../candidates/served-signature.ts';
import { UserError } from '../../core/user-error.ts';
import type { PythonServing } from '../target-table.ts';

/**
 * How MLServer is to serve a revision.
 * @param model absolute path of what it loads
 * @throws UserError `SLW-PYTHON-GONE`, and as `servedSignature`
 */
export function mlserverPlan(
  { runtime, interpreter }: PythonServing,
  model: string,
  manifest: ModelFile,
  folder: string,
): MlserverPlan {
  if (!existsSync(interpreter))
    throw new UserError(
      'SLW-PYTHON-GONE',
      `The revision was deployed with the Python at ${interpreter}, and it is not there any more.`,
      'Make that environment again, or deploy the version anew with another one.',
    );
  return { runtime, interpreter, folder, ...servedSignature(runtime, model, manifest) };
}
