import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReleaseResult, TargetView } from '../../schemas/protocol/deployments.ts';
import type { GateReport } from '../../schemas/protocol/gates.ts';
import { run } from '../bed/command.ts';
import { exampleEnv } from '../bed/example-env.ts';
import { servingEnv } from '../bed/inference-env.ts';
import { classifier, writeModel } from '../bed/onnx-models.ts';
import { processesWith } from '../bed/processes.ts';
import { registerModel } from '../bed/register-model.ts';
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
    workspace.write(
      'broken.model.yaml',
      `slipway: 1
name: broken
artifact: MLmodel
signature:
  inputs: [{name: amount, datatype: FP64, shape: [-1, 1]}, {name: age, datatype: INT64, shape: [-1, 1]}]
  outputs: [{name: label, datatype: INT64, shape: [-1]}]
data: {evaluation: rows.csv}
deploy: {target: live, warmup: {requests: 2, from: evaluation}}
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
    for (const target of ['live', 'other']) await takeOffline(target);
    await workspace?.dispose();
  }, 60_000);

  async function slipway<T>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await workspace.slipway(...args, '--json');
    if (code !== 0) throw new Error(`slipway ${args.join(' ')} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  async function takeOffline(target: string): Promise<void> {
    while ((await slipway<TargetView>('deployments', target)).live !== null)
      await slipway('rollback', target);
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

  /** Ids of all MLServers of this workspace's targets. */
  const mlservers = () => processesWith('serve_model.py --child', workspace.stateFolder());

  /** Of the inference server of the only target that has one. */
  function inferencePid(): number {
    const targets = join(workspace.stateFolder(), 'targets');
    const [record = ''] = readdirSync(targets, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('server.json'),
    );
    return (JSON.parse(readFileSync(join(targets, record), 'utf8')) as { pid: number }).pid;
  }

  async function actions(): Promise<string[]> {
    const client = await workspace.connect();
    const { entries } = await client.request('audit/list', { subject: 'live', before: null, limit: 100 });
    client.close();
    return entries.map(({ action }) => action).reverse();
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
    expect((await actions()).slice(0, 3)).toEqual(['deploy.refused', 'code.allowed', 'deploy.started']);
    const { url } = await slipway<TargetView>('deployments', 'live');
    const described = (await (await fetch(`${url}/v2/models/fraud`)).json()) as { platform: string };
    expect(described.platform).toBe('mlflow');
  }, 120_000);

  test('binary tensors are taken and given, though MLServer has JSON', async () => {
    const { url } = await slipway<TargetView>('deployments', 'live');
    const binary = (name: string, datatype: string, bytes: number) => ({
      ...{ name, datatype, shape: [20, 1], parameters: { binary_data_size: bytes } },
    });
    const inputs = [binary('amount', 'FP64', 160), binary('age', 'INT64', 160)];
    const head = JSON.stringify({ inputs, outputs: [{ name: 'label', parameters: { binary_data: true } }] });
    const ages = BigInt64Array.from(expected.age, BigInt);
    const response = await fetch(`${url}/v2/models/fraud/infer`, {
      method: 'POST',
      headers: { 'Inference-Header-Content-Length': String(head.length) },
      body: Buffer.concat([
        Buffer.from(head),
        Buffer.from(Float64Array.from(expected.amount).buffer),
        Buffer.from(ages.buffer),
      ]),
    });
    expect(response.status).toBe(200);
    const length = Number(response.headers.get('inference-header-content-length'));
    const labels = new BigInt64Array((await response.arrayBuffer()).slice(length));
    expect([...labels].map(Number)).toEqual(expected.labels);
  });

  test('requests that come together share a run, and each gets its own rows', async () => {
    const { url } = await slipway<TargetView>('deployments', 'live');
    const answers = await Promise.all(
      expected.labels.map(async (_, row) => {
        const inputs = [
          { name: 'amount', shape: [1, 1], datatype: 'FP64', data: [expected.amount[row]] },
          { name: 'age', shape: [1, 1], datatype: 'INT64', data: [expected.age[row]] },
        ];
        const body = JSON.stringify({ inputs });
        const response = await fetch(`${url}/v2/models/fraud/infer`, { method: 'POST', body });
        return ((await response.json()) as Answer).outputs?.[0]?.data[0];
      }),
    );
    expect(answers).toEqual(expected.labels);
  });

  test('what the model raises is told to who asked, and the model goes on', async () => {
    const [amount, age] = rows();
    const { status, body } = await ask('live', 'fraud', [
      { ...amount, data: Array(20).fill(null) },
      { ...age },
    ]);
    expect(status).toBe(500);
    expect(body.error).toContain('ValueError: Input X contains NaN.');
    const wrong = await ask('live', 'fraud', [{ ...amount, datatype: 'FP32' }, { ...age }]);
    expect(wrong).toMatchObject({ status: 400, body: { error: /amount: expected datatype FP64/ } });
    expect((await ask('live', 'fraud', rows())).status).toBe(200);
  });

  test('an ONNX version goes live over it, and a rollback to it asks nobody', async () => {
    const manifest = readFileSync(join(workspace.folder, 'fraud.model.yaml'), 'utf8');
    workspace.write(
      'fraud.model.yaml',
      `slipway: 1
name: fraud
artifact: model.onnx
deploy: {target: live, alias: production}
`,
    );
    const client = await workspace.connect();
    await registerModel(client.info.trackingUri, 'fraud', writeModel('m', classifier()));
    client.close();
    expect(await slipway<ReleaseResult>('deploy', 'fraud:2')).toMatchObject({
      version: '2',
      outcome: 'live',
    });
    const x = [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [1, 0] }];
    expect((await ask('live', 'fraud', x)).body.model_version).toBe('2');

    const back = await slipway<ReleaseResult>('rollback', 'live');
    expect(back).toMatchObject({ version: '1', revision: 1, outcome: 'live' });
    expect((await ask('live', 'fraud', rows())).body.outputs?.[0]?.data).toEqual(expected.labels);
    expect((await actions()).filter((action) => action === 'code.allowed')).toHaveLength(1);
    workspace.write('fraud.model.yaml', manifest);
  }, 120_000);

  test('an MLServer that is killed is back, and so is one whose inference server is', async () => {
    const [first = 0, ...more] = await mlservers();
    expect(more).toEqual([]);
    process.kill(first, 'SIGKILL');
    const answered = async () =>
      (await ask('live', 'fraud', rows()).catch(() => null))?.body.outputs?.[0]?.data;
    const another = async () => (await mlservers()).some((pid) => pid !== first);
    await expect.poll(another, { timeout: 30_000 }).toBe(true);
    await expect.poll(answered, { timeout: 60_000 }).toEqual(expected.labels);

    const [second = 0] = await mlservers();
    process.kill(inferencePid(), 'SIGKILL');
    await expect.poll(async () => (await mlservers()).includes(second), { timeout: 10_000 }).toBe(false);
    await expect.poll(answered, { timeout: 60_000 }).toEqual(expected.labels);
    expect(await mlservers()).toHaveLength(1);
    const serving = join(workspace.stateFolder(), 'targets');
    const folders = readdirSync(serving, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /mlserver.model-[^/]+$/.test(path),
    );
    expect(folders).toHaveLength(1);
  }, 200_000);

  test('taken offline, nothing of it is left', async () => {
    await takeOffline('live');
    await expect.poll(mlservers, { timeout: 10_000 }).toEqual([]);
  }, 60_000);

  test('a pickle answers as scikit-learn does', async () => {
    expect(await slipway<ReleaseResult>('deploy', 'fraud-pickle', '--allow-code')).toMatchObject({
      target: 'other',
      outcome: 'live',
    });
    const x = expected.amount.map((amount, row) => [amount, expected.age[row]]);
    const { body } = await ask('other', 'fraud-pickle', [
      { name: 'x', shape: [20, 2], datatype: 'FP64', data: x },
    ]);
    const [labels, probabilities] = body.outputs ?? [];
    expect(labels).toMatchObject({ name: 'predict', datatype: 'INT64', shape: [20] });
    expect(probabilities).toMatchObject({ name: 'predict_proba', datatype: 'FP64', shape: [20, 2] });
    const differences = expected.probabilities
      .flat()
      .map((value, index) => Math.abs(value - (probabilities?.data[index] ?? Number.NaN)));
    expect(Math.max(...differences)).toBeLessThan(1e-12);
    await takeOffline('other');
  }, 120_000);

  test('its gates are judged by a stage that loads it as MLflow does, and by its signature', async () => {
    const manifest = readFileSync(join(workspace.folder, 'fraud.model.yaml'), 'utf8');
    workspace.write(
      'fraud.model.yaml',
      `${manifest}evaluate: {stage: evaluate}
gates: [{name: agrees, expr: agreement >= 1.0}, {name: compatible, expr: signature.compatible}]
`,
    );
    workspace.write('dvc.yaml', 'stages: {evaluate: {cmd: python evaluate.py, metrics: [metrics.json]}}\n');
    workspace.write(
      'evaluate.py',
      `import json, os, mlflow, pandas as pd
model = mlflow.pyfunc.load_model(os.environ["SLIPWAY_MODEL"])
found = model.predict(pd.read_csv(os.environ["SLIPWAY_EVALUATION_DATA"]))
labels = ${JSON.stringify(expected.labels)}
json.dump({"agreement": float((found == labels).mean())}, open("metrics.json", "w"))
`,
    );
    const { verdict, gates } = await slipway<GateReport>('gate', 'fraud:1');
    expect(gates.map(({ name, verdict: judged, reason }) => [name, judged, reason])).toEqual([
      ['agrees', 'passed', expect.any(String)],
      ['compatible', 'passed', expect.any(String)],
    ]);
    expect(verdict).toBe('passed');
    workspace.write('fraud.model.yaml', manifest);
  }, 120_000);

  test('what the environment lacks is named with the command that adds it', async () => {
    const bare = await exampleEnv();
    if ('skipped' in bare) throw new Error(bare.skipped);
    const before = { ...workspace.env };
    Object.assign(workspace.env, bare.env);
    const { code, stderr } = await workspace.slipway('deploy', 'fraud:1', '--allow-code');
    Object.assign(workspace.env, before);
    expect(code).toBe(1);
    expect(stderr).toContain('mlserver and mlserver-mlflow are needed to serve fraud 1');
    expect(stderr).toMatch(/Add them with: .* mlserver mlserver-mlflow/);
  }, 120_000);

  describe('never gets a request, and the answer says why,', () => {
    test.each([
      [
        'what needs a module that is gone',
        '1',
        /ModuleNotFoundError: No module named 'vanished'.*code_paths/,
      ],
      [
        'what gives something else than its signature says',
        '2',
        /output label is INT64, and the model gave FP64/,
      ],
      ['what has no signature', '3', /the MLmodel file of the model has none/],
      ['what ends its process', '4', /process ended while this request ran \(exit code 3\)/],
    ])(
      '%s',
      async (_, version, why) => {
        const { code, stdout, stderr } = await workspace.slipway(
          'deploy',
          `broken:${version}`,
          '--allow-code',
        );
        expect(code).toBe(1);
        expect(stdout + stderr).toMatch(why);
        expect((await slipway<TargetView>('deployments', 'live')).live).toBeNull();
        await expect.poll(mlservers, { timeout: 10_000 }).toEqual([]);
      },
      120_000,
    );
  });
});
