import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from './paths.ts';
import { type NoPython, type PythonEnv, pythonEnv } from './python-env.ts';

/** What the example workspace asks for: MLflow, scikit-learn and what makes and runs ONNX models. */
export async function exampleEnv(): Promise<PythonEnv | NoPython> {
  const requirements = await readFile(join(repository, 'examples/requirements.txt'), 'utf8');
  return pythonEnv(
    'example',
    requirements.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
  );
}
