import type { TestWorkspace } from './workspace.ts';

/** Registers files as the next version of a model, as a script does through MLflow's API; its run has these metrics. */
export async function register(
  workspace: TestWorkspace,
  model: string,
  files: Record<string, string>,
  alias: string | null = null,
  metrics: Record<string, number> = {},
): Promise<string> {
  const client = await workspace.connect();
  const base = client.info.trackingUri;
  client.close();
  const call = async (method: string, path: string, body: object) => {
    const response = await fetch(`${base}/api/2.0/mlflow/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Record<string, Record<string, unknown>>;
  };
  const { run } = await call('POST', 'runs/create', { experiment_id: '0', start_time: Date.now() });
  const { run_id: runId = '', artifact_uri: uri = '' } = (run?.info ?? {}) as Record<string, string>;
  for (const [key, value] of Object.entries(metrics))
    await call('POST', 'runs/log-metric', { run_id: runId, key, value, timestamp: Date.now() });
  const place = uri.replace(/^mlflow-artifacts:\//, '');
  for (const [path, text] of Object.entries(files))
    await fetch(`${base}/api/2.0/mlflow-artifacts/artifacts/${place}/model/${path}`, {
      method: 'PUT',
      body: text,
    });
  await call('POST', 'registered-models/create', { name: model });
  const { model_version: made } = await call('POST', 'model-versions/create', {
    name: model,
    source: `${uri}/model`,
    run_id: runId,
  });
  const version = String(made?.version);
  if (alias !== null) await call('POST', 'registered-models/alias', { name: model, alias, version });
  return version;
}
