import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelFile, Tensor } from '../../schemas/manifests/model.ts';
import type { MlserverPlan, MlserverTensor } from '../../schemas/protocol/inference.ts';
import { UserError } from '../core/user-error.ts';
import { type MlflowTensor, namedTensors, readMlmodel } from '../registry/mlmodel.ts';
import { descriptionFile } from '../registry/model-facts.ts';

/** What MLServer's runtime for scikit-learn can be asked for. */
const functions = ['predict', 'predict_proba', 'transform'];

export type ServedSignature = Pick<MlserverPlan, 'inputs' | 'outputs'>;

/**
 * What a model takes and gives where MLServer serves it. What its own signature leaves without a name has the manifest's.
 * @throws UserError `SLW-SIGNATURE-MISSING`, `SLW-SIGNATURE-UNSERVED`
 */
export function servedSignature(
  runtime: MlserverPlan['runtime'],
  model: string,
  { signature: declared }: ModelFile,
): ServedSignature {
  if (runtime === 'sklearn') return signatureOfPickle(declared);
  const written = readMlmodel(readFileSync(join(model, descriptionFile), 'utf8'));
  const { inputs, outputs } = written ?? {};
  if (!inputs?.length || !outputs?.length)
    throw new UserError(
      'SLW-SIGNATURE-MISSING',
      `MLServer serves what has a signature of its inputs and outputs, and the ${descriptionFile} file of the model has none.`,
      'Log it with one: signature=mlflow.models.infer_signature(inputs, model.predict(inputs)).',
    );
  return {
    inputs: named(inputs, 'input', declared?.inputs),
    outputs: named(outputs, 'output', declared?.outputs),
  };
}

function named(
  tensors: readonly MlflowTensor[],
  kind: 'input' | 'output',
  declared: readonly Tensor[] | undefined,
): MlserverTensor[] {
  return namedTensors(tensors, kind).map(({ name: calledThere, datatype, shape }, index) => {
    const byManifest = declared?.length === tensors.length ? declared[index]?.name : undefined;
    return { name: tensors[index]?.name ?? byManifest ?? calledThere, calledThere, datatype, shape };
  });
}

function signatureOfPickle(declared: ModelFile['signature']): ServedSignature {
  if (!declared)
    throw new UserError(
      'SLW-SIGNATURE-MISSING',
      'A pickle says nothing of what it takes and gives, and the manifest has no signature.',
      'Write one into the manifest: signature: {inputs: [{name: x, datatype: FP64, shape: [-1, 2]}], outputs: [{name: predict, datatype: INT64, shape: [-1]}]}',
    );
  const unknown = declared.outputs.find(({ name }) => !functions.includes(name));
  if (declared.inputs.length > 1 || unknown)
    throw new UserError(
      'SLW-SIGNATURE-UNSERVED',
      unknown
        ? `The manifest declares an output ${unknown.name}, and MLServer gives of an estimator in a pickle ${functions.join(', ')}.`
        : `The manifest declares ${declared.inputs.length} inputs, and MLServer gives an estimator in a pickle one.`,
      'Declare these, or log the model with MLflow (mlflow.sklearn.log_model).',
    );
  const tensors = (listed: readonly Tensor[]) =>
    listed.map(({ name, datatype, shape }) => ({ name, calledThere: name, datatype, shape }));
  return { inputs: tensors(declared.inputs), outputs: tensors(declared.outputs) };
}
