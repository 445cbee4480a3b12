import { readFile } from 'node:fs/promises';

/**
 * An ONNX file becomes the next version of a model, as a run that logged it would register it over MLflow's API.
 * @param file is laid into the run's artifacts as `model/model.onnx`
 */
export async function registerModel(trackingUri: string, name: string, file: string): Promise<void> {
  const call = async (path: string, sent: object) => {
    const response = await fetch(`${trackingUri}/api/2.0/mlflow/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(sent),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok && answer.error_code !== 'RESOURCE_ALREADY_EXISTS')
      throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const { run } = (await call('runs/create', { experiment_id: '0' })) as {
    run: { info: { artifact_uri: string } };
  };
  const source = `${run.info.artifact_uri}/model`;
  const path = source.replace(/^mlflow-artifacts:\//, '');
  await fetch(`${trackingUri}/api/2.0/mlflow-artifacts/artifacts/${path}/model.onnx`, {
    method: 'PUT',
    body: await readFile(file),
  });
  await call('registered-models/create', { name });
  await call('model-versions/create', { name, source });
}
