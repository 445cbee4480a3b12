import { readFileSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { readMlmodel } from '../registry/mlmodel.ts';
import { descriptionFile } from '../registry/model-facts.ts';

/**
 * What can serve an artifact: ONNX Runtime; or MLServer, a model that MLflow logged with a Python function, or an estimator in a pickle.
 * The latter two execute code when they are loaded.
 */
export type ServedBy = 'onnx' | 'mlflow' | 'sklearn';

const pickles = new Set(['.pkl', '.pickle', '.joblib']);

/**
 * @param artifact absolute path of a file or folder
 * @returns `by`: null where nothing here can serve it; `root`: what is one model with it
 */
export function servedAs(artifact: string): { by: ServedBy | null; root: string } {
  const ending = extname(artifact).toLowerCase();
  if (ending === '.onnx') return { by: 'onnx', root: artifact };
  const isFile = statSync(artifact, { throwIfNoEntry: false })?.isFile() ?? false;
  const folder = isFile ? dirname(artifact) : artifact;
  if (hasPythonFunction(folder)) return { by: 'mlflow', root: folder };
  return { by: isFile && pickles.has(ending) ? 'sklearn' : null, root: artifact };
}

function hasPythonFunction(folder: string): boolean {
  const file = join(folder, descriptionFile);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return false;
  return readMlmodel(readFileSync(file, 'utf8'))?.loader != null;
}
