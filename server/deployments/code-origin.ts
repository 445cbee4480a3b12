import type { CodeOrigin } from '../../schemas/protocol/deployments.ts';
import type { Candidate } from '../candidates/candidates.ts';

/** The run that logged a model. */
export interface MadeBy {
  runName: string;
  /** As the run says it; empty where it does not. */
  userId: string;
}

const kinds = { mlflow: 'a Python function of MLflow', sklearn: 'a pickle' } as const;

/**
 * What a person has to know of a model that executes code when it is loaded; null for one that does not.
 * @param madeBy null where no run of this workspace did
 */
export function codeOrigin(
  { servedBy, version, digests, manifest }: Candidate,
  madeBy: MadeBy | null,
): CodeOrigin | null {
  if (servedBy === 'onnx' || servedBy === null) return null;
  const by = madeBy === null || madeBy.userId === '' ? '' : `, by ${madeBy.userId}`;
  return {
    what: kinds[servedBy],
    origin: [
      madeBy === null
        ? 'logged by no run of this workspace'
        : `logged by the run ${madeBy.runName} (${version.runId})${by}`,
      `${manifest.value.artifact} of ${version.source}`,
      `SHA-256 ${digests.model}`,
    ],
  };
}

/** Why it is not loaded yet, for the end of a sentence. */
export function notAllowedYet({ what, origin }: CodeOrigin): string {
  return `it is ${what}, and loading it executes the code in its files. They are: ${origin.join('; ')}`;
}
