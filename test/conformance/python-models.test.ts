import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../schemas/protocol/audit.ts';
import type { ReleaseResult, TargetView } from '../../schemas/protocol/deployments.ts';
import { run } from '../bed/command.ts';
import { servingEnv } from '../bed/inference-env.ts';
import { TestWorkspace } from '../unit/processes/workspace.ts';

const python = await servingEnv();
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

interface Expected {
  amount: number[];
  age: number[];
  labels: number[];
  probabilities: number[][];
}

interface Answer {
  model_version?: string;
  error?: string;
  outputs?: { name: string; datatype: string; shape: number[]; data: number[] }[];
}

describe.skipIf('skipped' in python)(`models that execute code when they are loaded${why}`, () => {
  let workspace: TestWorkspace;
  let expected: Expected;

  beforeAll(async () => {
    if ('skipped' in python) return;
    workspace = new TestWorkspace();
    Object.assign(workspace.env, python.env);
    workspace.write(
      'slipway.yaml',
      'slipway: 1\ntargets:\n  live: {kind: local, port: 0}\n  other: {kind: local, port: 0}\n',
    );
    workspace.write(
      'fraud.model.yaml',
      `slipway: 1
name: fraud
artifact: MLmodel
signature:
  inputs: [{name: amount, datatype: FP64, shape: [-1, 1]}, {name: age, datatype: INT64, shape: [-1, 1]}]
  outputs: [{name: label, datatype: INT64, shape: [-1]}]
data: {evaluation: rows.csv}
deploy: {target: live, alias: production, warmup: {requests: 5, from: evaluation}}
`,
    );
    workspace.write(
      'pickle.model.yaml',
      `slipway: 1
name: fraud-pickle
artifact: model.pkl
signature:
  inputs: [{name: x, datatype: FP64, shape: [-1, 2], columns: [amount, age]}]
  outputs: [{name: predict, datatype: INT64, shape: [-1]}, {name: predict_proba, datatype: FP64, shape: [-1, 2]}]
data: {evaluation: rows.csv}
deploy: {target: other, warmup: {requests: 5, from: evaluation}}
`,
    );
    workspace.write('train.py', readFileSync(join(import.meta.dirname, 'scripts/train_pyfunc.py'), 'utf8'));
    const client = await workspace.connect();
    const env = { ...python.env, MLFLOW_TRACKING_URI: client.info.trackingUri };
    await run(python.python, ['train.py'], { env, cwd: workspace.folder });
    client.close();
    expected = JSON.parse(readFileSync(join(workspace.folder, 'expected.json'), 'utf8')) as Expected;
  }, 300_000);

  afterAll(async () => {
    for (const target of ['live', 'live', 'live', 'other']) await workspace?.slipway('rollback', target);
    await workspace?.dispose();
  }, 60_000);

  async function slipway<T>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await workspace.slipway(...args, '--json');
    if (code !== 0) throw new Error(`slipway ${args.join(' ')} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  async function ask(
    target: string,
    model: string,
    inputs: object[],
  ): Promise<{ status: number; body: Answer }> {
    const { url } = await slipway<TargetView>('deployments', target);
    const response = await fetch(`${url}/v2/models/${model}/infer`, {
      method: 'POST',
      body: JSON.stringify({ inputs }),
    });
    return { status: response.status, body: (await response.json()) as Answer };
  }

  const rows = () => [
    { name: 'amount', shape: [20, 1], datatype: 'FP64', data: expected.amount },
    { name: 'age', shape: [20, 1], datatype: 'INT64', data: expected.age },
  ];

  test('it is not loaded before somebody allows it, who is told where it is from', async () => {
    const { code, stderr } = await workspace.slipway('deploy', 'fraud');
    expect(code).toBe(1);
    expect(stderr).toContain('SLW-CODE-NOT-ALLOWED');
    expect(stderr).toContain('a Python function of MLflow');
    expect(stderr).toMatch(
      /logged by the run trained \([0-9a-f]{32}\), by \S+; MLmodel of \S+; SHA-256 [0-9a-f]{64}/,
    );
    expect(stderr).toContain('--allow-code');
    expect((await slipway<TargetView>('deployments', 'live')).revisions).toEqual([]);
  });

  test('a model of MLflow answers as scikit-learn does', async () => {
    expect(await slipway<ReleaseResult>('deploy', 'fraud', '--allow-code')).toMatchObject({
      version: '1',
      outcome: 'live',
    });
    const { status, body } = await ask('live', 'fraud', rows());
    expect(status).toBe(200);
    expect(body).toMatchObject({
      model_version: '1',
      outputs: [{ name: 'label', datatype: 'INT64', shape: [20], data: expected.labels }],
    });
    const { entries } = await (await workspace.connect()).request('audit/list', {
      subject: 'live',
      before: null,
      limit: 100,
    });
    expect(
      entries
        .map(({ action }: AuditEntry) => action)
        .reverse()
        .slice(0, 3),
    ).toEqual(['deploy.refused', 'code.allowed', 'deploy.started']);
  }, 120_000);
});
