import { readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReleaseResult, TargetView } from '../../schemas/protocol/deployments.ts';
import { run } from '../bed/command.ts';
import { exampleEnv } from '../bed/example-env.ts';
import { inferenceEnv } from '../bed/inference-env.ts';
import { repository } from '../bed/paths.ts';
import { TestWorkspace } from '../unit/processes/workspace.ts';

const python = await exampleEnv();
const clients = await inferenceEnv();
const missing = 'skipped' in python || 'skipped' in clients;
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

/** How regular the regression of each version is: their probabilities are far apart. */
const regularity = ['1.0', '0.00001'];

describe.skipIf(missing)(`a model goes from training to an endpoint and back, by commands${why}`, () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    if ('skipped' in python) return;
    workspace = new TestWorkspace();
    Object.assign(workspace.env, python.env);
    await cp(join(repository, 'test/workspaces/models'), workspace.folder, { recursive: true });
    workspace.write('slipway.yaml', 'slipway: 1\ntargets:\n  live: {kind: local, port: 0}\n');
    const manifest = readFileSync(join(workspace.folder, 'fraud.model.yaml'), 'utf8');
    workspace.write(
      'fraud.model.yaml',
      `${manifest.replace(/^gates:\n(.*\n)*?(?=deploy)/m, 'gates:\n  - {name: quality, expr: auc >= 0.5}\n').replace(/^deploy:.*/m, '')}deploy:
  target: live
  alias: production
  warmup: {requests: 5, from: evaluation}
  canary: {steps: [{weight: 50, for: 2s}], min_requests: 10}
  rollback: {when: canary.error_rate > 0.0}
`,
    );
  }, 300_000);
  afterAll(async () => {
    await workspace?.slipway('rollback', 'live');
    await workspace?.slipway('rollback', 'live');
    workspace?.dispose();
  });

  async function slipway<T>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await workspace.slipway(...args, '--json');
    if (code !== 0) throw new Error(`slipway ${args.join(' ')} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  /** Trains by scikit-learn, which also tells what it expects of the rows, and registers the run's model. */
  async function trainAndRegister(version: string, c: string): Promise<void> {
    const script = readFileSync(join(repository, 'test/workspaces/models/train.py'), 'utf8')
      .replace('LogisticRegression()', `LogisticRegression(C=${c})`)
      .concat(
        `import json\njson.dump(model.predict_proba(features).tolist(), open("expected-${version}.json", "w"))\n`,
      );
    workspace.write('train.py', script);
    const { code, stderr } = await workspace.slipway('run', '--', 'python', 'train.py', '2');
    if (code !== 0) throw new Error(stderr);
    const runs = await slipway<
      { info: { run_id: string; start_time: number }; data: { metrics?: object[] } }[]
    >('runs', 'list');
    const [newest] = runs
      .filter(({ data }) => (data.metrics?.length ?? 0) > 0)
      .sort((a, b) => b.info.start_time - a.info.start_time);
    const client = await workspace.connect();
    const registered = await client.request('registry/register', {
      runId: newest?.info.run_id ?? '',
      path: 'fraud',
      model: 'fraud',
      description: '',
    });
    client.close();
    expect(registered.version).toBe(version);
  }

  /** Evaluates one call of MLflow's client; what it complains of, or `done`. */
  async function mlflow(trackingUri: string, call: string): Promise<string> {
    if ('skipped' in python) throw new Error(python.skipped);
    const script = [
      'import mlflow',
      `client = mlflow.MlflowClient(${JSON.stringify(trackingUri)})`,
      'try:',
      `    ${call}`,
      '    print("done")',
      'except mlflow.MlflowException as error:',
      '    print(error)',
    ];
    return (await run(python.python, ['-c', script.join('\n')], { env: python.env })).trim();
  }

  test('trained, gated, deployed, answered as scikit-learn does, replaced by a canary, rolled back, audited', async () => {
    if ('skipped' in clients) throw new Error(clients.skipped);
    for (const [index, c] of regularity.entries()) await trainAndRegister(String(index + 1), c);
    const { verdict } = await slipway<{ verdict: string }>('gate', 'fraud:1');
    expect(verdict).toBe('passed');

    expect(await slipway<ReleaseResult>('deploy', 'fraud:1', 'live')).toMatchObject({
      target: 'live',
      model: 'fraud',
      version: '1',
      revision: 1,
      previousRevision: null,
    });
    const [target] = await slipway<TargetView[]>('deployments');
    const { host } = new URL(target?.url ?? '');
    const script = join(import.meta.dirname, 'scripts/deployed_model.py');
    const table = join(workspace.folder, 'data/transactions.csv');
    const asking = run(clients.python, [script, host, table], { env: clients.env });
    // It is awaited below, and may fail before.
    asking.catch(() => {});

    expect(await slipway<ReleaseResult>('deploy', 'fraud:2')).toMatchObject({
      version: '2',
      revision: 2,
      previousRevision: 1,
      outcome: 'live',
    });
    const back = await slipway<ReleaseResult>('rollback', 'live');
    expect(back).toMatchObject({ version: '1', revision: 1, previousRevision: 2 });
    expect(back.switchMs).toBeGreaterThan(0);
    writeFileSync(join(workspace.folder, 'stop'), '');
    // It ends with an error at the first request that fails, or has another's numbers.
    const answers = JSON.parse(await asking) as Record<string, number>;
    expect(Object.keys(answers).sort()).toEqual(['1', '2']);

    expect(await slipway('audit', 'verify')).toMatchObject({ verdict: 'consistent-not-anchored' });
    expect(await slipway<TargetView>('deployments', 'live')).toMatchObject({
      live: 1,
      revisions: [
        { number: 2, version: '2', standing: 'bad' },
        { number: 1, version: '1', standing: 'healthy' },
      ],
    });
    const client = await workspace.connect();
    const { trackingUri } = client.info;
    client.close();
    expect(await mlflow(trackingUri, 'client.delete_model_version("fraud", "1")')).toContain(
      'INVALID_STATE: fraud 1 is live at a target, so it is not deleted.',
    );
    expect(await mlflow(trackingUri, 'client.delete_registered_model("fraud")')).toContain('INVALID_STATE');
    expect(await mlflow(trackingUri, 'client.rename_registered_model("fraud", "other")')).toContain(
      'so it is not renamed',
    );
    const offline = await slipway<ReleaseResult>('rollback', 'live');
    expect(offline).toMatchObject({ outcome: 'offline', revision: null, previousRevision: 1 });
    expect(await mlflow(trackingUri, 'client.delete_model_version("fraud", "1")')).toBe('done');
    await expect(fetch(`http://${host}/v2/models/fraud`).then(({ status }) => status)).rejects.toThrow();
  }, 300_000);
});
