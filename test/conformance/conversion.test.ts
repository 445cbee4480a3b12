import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConversionSummary } from '../../schemas/protocol/conversion.ts';
import { conversionTags } from '../../schemas/protocol/conversion.ts';
import type { VersionDetails } from '../../schemas/protocol/registry.ts';
import { exampleEnv } from '../bed/example-env.ts';
import { TestWorkspace } from '../unit/processes/workspace.ts';

const python = await exampleEnv();
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

/** Answers of a served file to the rows of a CSV, and those of the model that mlflow loads, as the user's own code would ask them. */
const askBoth = `
import json, sys, mlflow, numpy as np, onnxruntime, pandas as pd
mlflow.set_tracking_uri(sys.argv[1])
table = pd.read_csv(sys.argv[4])
original = mlflow.sklearn.load_model(sys.argv[2]).predict(table)
session = onnxruntime.InferenceSession(sys.argv[3])
def feed(name):
    values = table[[c for c in table.columns if c.replace("/", "_") == name]].to_numpy()
    kinds = {"tensor(float)": "float32", "tensor(int64)": "int64", "tensor(string)": "object"}
    return values.astype(kinds[next(i.type for i in session.get_inputs() if i.name == name)])
answer = session.run(None, {i.name: feed(i.name) for i in session.get_inputs()})[0]
print(json.dumps({"rows": len(table), "equal": int((answer.reshape(-1) == original).sum())}))
`;

describe.skipIf('skipped' in python)(`models converted to ONNX${why}`, () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = new TestWorkspace();
    if ('skipped' in python) return;
    const PATH = `${dirname(python.python)}${delimiter}${process.env.PATH}`;
    Object.assign(workspace.env, python.env, { PATH });
    cpSync(join(import.meta.dirname, '../workspaces/convert'), workspace.folder, { recursive: true });
    for (const kind of ['classifier', 'regressor', 'beyond-float32', 'unknown-part']) {
      const { code, stdout, stderr } = await workspace.slipway('run', '--', 'python', 'train.py', kind);
      if (code !== 0) throw new Error(stdout + stderr);
    }
  }, 240_000);
  afterAll(() => workspace.dispose());

  async function convert(...args: string[]): Promise<ConversionSummary> {
    const { code, stdout, stderr } = await workspace.slipway('convert', ...args, '--yes', '--json');
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as ConversionSummary;
  }

  async function refusal(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await workspace.slipway('convert', ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    return stderr;
  }

  async function version(model: string, number: string): Promise<VersionDetails> {
    const client = await workspace.connect();
    try {
      return await client.request('registry/version', { model, version: number });
    } finally {
      client.close();
    }
  }

  async function versionCount(model: string): Promise<number> {
    const client = await workspace.connect();
    try {
      return (await client.request('registry/versions', { model })).versions.length;
    } finally {
      client.close();
    }
  }

  test('a classifier with imputed, scaled and one-hot columns, compared on the manifest’s evaluation data', async () => {
    const { registered, report, runId } = await convert('classifier:1');
    expect(registered).toEqual({ model: 'classifier', version: '2' });
    expect(report).toMatchObject({
      agrees: true,
      rows: 178,
      rowsOfData: 178,
      data: 'data/classifier.csv',
      precision: 'float32',
      rtol: 1e-4,
      atol: 1e-5,
      outputs: [
        { name: 'label', compares: 'labels', differing: 0 },
        { name: 'probabilities', compares: 'numbers', differing: 0 },
      ],
    });
    const details = await version('classifier', '2');
    expect(details).toMatchObject({ runId, flavors: ['onnx', 'python_function'] });
    expect(details.tags).toMatchObject({
      [conversionTags.from]: 'models:/classifier/1',
      [conversionTags.rows]: '178',
      [conversionTags.tolerance]: 'rtol 0.0001, atol 0.00001, float32',
    });
    expect(details.signature?.inputs).toContain('soil: BYTES [-1, 1]');
    expect(Number(details.tags[conversionTags.maxAbsoluteDifference])).toBeLessThan(1e-5);
  }, 120_000);

  test('the registered file answers as scikit-learn does, asked by onnxruntime', async () => {
    if ('skipped' in python) return;
    const client = await workspace.connect();
    const { trackingUri } = client.info;
    client.close();
    const artifacts = join(workspace.folder, '.slipway/artifacts');
    const [file = ''] = readdirSync(artifacts, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('model.onnx'),
    );
    const answer = execFileSync(
      python.python,
      ['-c', askBoth, trackingUri, 'models:/classifier/1', join(artifacts, file), 'data/classifier.csv'],
      { cwd: workspace.folder, env: python.env, encoding: 'utf8' },
    );
    expect(JSON.parse(answer.trim().split('\n').at(-1) ?? '')).toEqual({ rows: 178, equal: 178 });
  }, 60_000);

  test('a regressor of a run, compared on its logged input example', async () => {
    const { registered, report } = await convert('--run', 'regressor');
    expect(registered).toEqual({ model: 'regressor', version: '2' });
    expect(report).toMatchObject({
      rows: 8,
      data: 'input example',
      outputs: [{ compares: 'numbers', differing: 0 }],
    });
  }, 120_000);

  test('what float32 cannot hold is refused with the worst rows, and converted in float64', async () => {
    const data = ['--data', 'data/beyond-float32.csv'];
    const words = await refusal('beyond-float32', ...data, '--yes');
    expect(words).toMatch(
      /does not answer as beyond-float32 1 does, so nothing was registered\. Of 442 rows/,
    );
    expect(words).toMatch(/row \d+: variable is [\d.]+, and in ONNX -?(inf|nan)/);
    expect(words).toContain('--precision float64');
    expect(await versionCount('beyond-float32')).toBe(1);

    const { report } = await convert('beyond-float32', ...data, '--precision', 'float64');
    expect(report).toMatchObject({ agrees: true, rows: 442, rtol: 1e-9 });
    expect(await versionCount('beyond-float32')).toBe(2);
  }, 180_000);

  test('a part that has no converter is named, and nothing is registered', async () => {
    expect(await refusal('unknown-part', '--yes')).toMatch(/FunctionTransformer/);
    expect(await versionCount('unknown-part')).toBe(1);
  }, 120_000);

  test('an ONNX model, a column that is missing and data that is missing are refused', async () => {
    expect(await refusal('classifier:2', '--yes')).toContain('is an ONNX model already');
    expect(await refusal('regressor:1', '--data', 'nowhere.csv', '--yes')).toContain('no such file');
    expect(await refusal('regressor:1', '--data', 'data/classifier.csv', '--yes')).toContain(
      "has no column 'age'",
    );
  }, 120_000);

  test('nothing is loaded where nobody has said yes', async () => {
    const { code, stderr } = await workspace.slipway('convert', 'regressor:1');
    expect(code).toBe(2);
    expect(stderr).toContain('executes the code in its files');
  });

  test('packages that are missing are named with the command that adds them', async () => {
    if ('skipped' in python) return;
    const bare = join(workspace.folder, 'bare');
    execFileSync(python.python, ['-m', 'venv', '--without-pip', bare]);
    const interpreter = join(bare, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
    const words = await refusal('regressor:1', '--yes', '--python', interpreter);
    expect(words).toContain('needs mlflow, pandas, onnx, onnxruntime, scikit-learn, skl2onnx');
    expect(words).toMatch(
      /Add it with: .*pip install.* mlflow pandas onnx onnxruntime scikit-learn skl2onnx/,
    );
  }, 60_000);
});
