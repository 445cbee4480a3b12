import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { UserError } from '../core/user-error.ts';
import { externalDataLocations } from '../onnx/external-data.ts';
import { type Digest, digestOf, digestOfFiles } from './digest.ts';
import { type ServedBy, servedAs } from './served-by.ts';

export interface ArtifactFiles extends Digest {
  /**
   * What the paths of the files are below: the artifact itself; the folder of an ONNX file that keeps weights beside it, or of a model
   * that MLflow logged.
   */
  root: string;
  servedBy: ServedBy | null;
}

/**
 * All files of an artifact. An ONNX file whose weights lie in other files is one artifact with them; what MLflow logged is one with all
 * of its folder, but for an ONNX file in it.
 * @throws UserError `SLW-EXTERNAL-DATA-OUTSIDE`, `SLW-EXTERNAL-DATA-MISSING`; ENOENT where there is no artifact
 */
export async function artifactFiles(artifact: string): Promise<ArtifactFiles> {
  const { by: servedBy, root } = servedAs(artifact);
  const beside = weightsBeside(artifact);
  if (beside.length === 0) return { root, servedBy, ...(await digestOf(root)) };
  const folder = dirname(artifact);
  for (const location of beside) requireWithin(artifact, folder, location);
  return { root: folder, servedBy, ...(await digestOfFiles(folder, [basename(artifact), ...beside])) };
}

/** With forward slashes. None for what is no ONNX file, or none that can be read: the loader says that better. */
function weightsBeside(artifact: string): string[] {
  if (!artifact.toLowerCase().endsWith('.onnx') || !statSync(artifact).isFile()) return [];
  try {
    return externalDataLocations(artifact);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [];
  }
}

function requireWithin(artifact: string, root: string, location: string): void {
  const parts = location.split(/[\\/]/);
  if (isAbsolute(location) || /^[a-z]:/i.test(location) || parts.some((part) => part === '..' || part === ''))
    throw outside(artifact, location);
  const path = join(root, location);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new UserError(
      'SLW-EXTERNAL-DATA-MISSING',
      `${artifact} keeps weights in ${location}, and there is no such file beside it.`,
      'Log the model with all of its files (mlflow.onnx.log_model does), or save it as one file: onnx.save_model(model, path, save_as_external_data=False).',
    );
  // A link may lead anywhere.
  if (!realpathSync(path).startsWith(realpathSync(root) + sep)) throw outside(artifact, location);
}

function outside(artifact: string, location: string): UserError {
  return new UserError(
    'SLW-EXTERNAL-DATA-OUTSIDE',
    `${artifact} keeps weights in ${JSON.stringify(location)}, which is not within its own folder: such a file is neither pinned nor read.`,
    'Save the model again with its weights beside it, or as one file.',
  );
}
