import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GateReport } from '../../schemas/protocol/gates.ts';
import { repository } from '../bed/paths.ts';
import { pythonEnv } from '../bed/python-env.ts';
import { TestWorkspace } from '../unit/processes/workspace.ts';

const requirements = readFileSync(join(repository, 'examples/requirements.txt'), 'utf8');
const python = await pythonEnv(
  'example',
  requirements.split('\n').filter((line) => /^[^#\s]/.test(line)),
);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

describe.skipIf('skipped' in python)(`the example’s gates judge what scikit-learn measures${why}`, () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    if ('skipped' in python) return;
    workspace = new TestWorkspace();
    Object.assign(workspace.env, python.env);
    cpSync(join(repository, 'examples'), workspace.folder, {
      recursive: true,
      filter: (path) =>
        !/\/(\.venv|\.slipway|\.dvc|data|dvc\.lock)(\/|$)/.test(path.slice(repository.length)),
    });
    const made = await workspace.slipway('run', 'test-data');
    if (made.code !== 0) throw new Error(made.stderr);
  }, 300_000);
  afterAll(() => workspace?.dispose());

  /** Trains the example, registers its model, and tells what its run measured. */
  async function trainAndRegister(...options: string[]): Promise<Record<string, number>> {
    const { code, stderr } = await workspace.slipway('run', '--', 'python', 'train.py', ...options);
    if (code !== 0) throw new Error(stderr);
    const listed = await workspace.slipway('runs', 'list', '--json');
    const runs = JSON.parse(listed.stdout) as {
      info: { run_id: string; start_time: number };
      data: { metrics?: { key: string; value: number }[] };
    }[];
    const trained = runs
      .sort((a, b) => b.info.start_time - a.info.start_time)
      .find(({ data }) => data.metrics?.some(({ key }) => key === 'test/f1_macro'));
    const client = await workspace.connect();
    await client.request('registry/register', {
      runId: trained?.info.run_id ?? '',
      path: 'digits',
      model: 'digits',
      description: '',
    });
    client.close();
    return Object.fromEntries(trained?.data.metrics?.map(({ key, value }) => [key, value]) ?? []);
  }

  async function gate(...args: string[]) {
    const { code, stdout, stderr } = await workspace.slipway('gate', ...args, '--json');
    return { code, stderr, report: JSON.parse(stdout || 'null') as GateReport | null };
  }
  const verdicts = (report: GateReport | null) =>
    Object.fromEntries(report?.gates.map(({ name, verdict }) => [name, verdict]) ?? []);

  test('a first version passes by metrics that are those of the pipeline it was made of', async () => {
    const logged = await trainAndRegister();
    const { code, report, stderr } = await gate('digits');
    expect(stderr).toBe('');
    expect(verdicts(report)).toEqual({
      accuracy: 'passed',
      'no-regression': 'skipped',
      compatible: 'passed',
    });
    expect(code).toBe(0);
    const { accuracy, f1_macro: f1, loss } = report?.evidence?.metrics ?? {};
    expect(accuracy).toBe(logged['test/accuracy']);
    expect(f1).toBe(logged['test/f1_macro']);
    // ONNX computes in single precision.
    expect(loss).toBeCloseTo(logged['test/loss'] ?? Number.NaN, 5);
    // What pins the model is what `sha256sum` says of its file.
    const file = workspaceModel();
    const sum = spawnSync('sha256sum', [file], { encoding: 'utf8' }).stdout.split(' ')[0];
    expect(report?.evidence?.digests.model).toBe(sum);
  }, 300_000);

  test('one that learned less is refused, beside the live one', async () => {
    const client = await workspace.connect();
    await client.request('registry/setAlias', { model: 'digits', version: '1', alias: 'production' });
    client.close();
    await trainAndRegister('--epochs', '1', '--hidden-units', '4');
    const { code, report } = await gate('digits:2');
    expect(code).toBe(3);
    expect(verdicts(report)).toEqual({ accuracy: 'failed', 'no-regression': 'failed', compatible: 'passed' });
    expect(report?.championVersion).toBe('1');
  }, 300_000);

  function workspaceModel(): string {
    const found = spawnSync('find', [join(workspace.folder, '.slipway/artifacts'), '-name', 'model.onnx'], {
      encoding: 'utf8',
    });
    return found.stdout.trim();
  }
});
