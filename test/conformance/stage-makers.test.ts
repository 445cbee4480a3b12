import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PipelineSummary } from '../../schemas/protocol/pipelines.ts';
import { type NoPython, type PythonEnv, pythonEnv } from '../bed/python-env.ts';
import { TestWorkspace } from '../unit/processes/workspace.ts';

const python = await pythonEnv('dvc-papermill', [
  'dvc==3.67.1',
  'papermill==2.7.0',
  'ipykernel==7.4.0',
  'pandas==3.1.1',
  'scikit-learn==1.9.1',
]);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

const jupyter = await pythonEnv('dvc-nbconvert', [
  'dvc==3.67.1',
  'nbconvert==7.17.2',
  'ipykernel==7.4.0',
  'pyyaml==6.0.4',
]);

let workspace: TestWorkspace;

async function run(command: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd: workspace.folder, env: workspace.env });
  return stdout;
}

async function slipway(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await workspace.slipway(...args);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

async function refusal(...args: string[]): Promise<string> {
  const { code, stderr } = await workspace.slipway(...args);
  expect(code).toBe(1);
  return stderr;
}

async function states(): Promise<Record<string, string>> {
  const { stages } = JSON.parse(await slipway('status', '--json')) as PipelineSummary;
  return Object.fromEntries(stages.map(({ name, state }) => [name, state]));
}

const text = (name: string) => readFileSync(join(workspace.folder, name), 'utf8');

/** A repository of git and DVC, in whose terminal the environment is activated. */
async function open(python: PythonEnv | NoPython, files?: string): Promise<void> {
  workspace = new TestWorkspace();
  if ('skipped' in python) return;
  const PATH = `${dirname(python.python)}${delimiter}${process.env.PATH}`;
  Object.assign(workspace.env, python.env, { PATH });
  if (files) cpSync(join(import.meta.dirname, '../workspaces', files), workspace.folder, { recursive: true });
  await run('git', 'init', '--quiet');
  await run('dvc', 'init', '--quiet');
}

describe.skipIf('skipped' in python)(`stages made by Slipway, run by DVC${why}`, () => {
  beforeEach(async () => {
    await open(python, 'stage-makers');
    if (!('skipped' in python)) await run('dvc', 'repro', '--quiet');
  }, 60_000);
  afterEach(() => workspace.dispose());

  const train = ['python', 'train.py', '--data', 'data/iris.csv', '--C', '0.5', '--max-iter=500'];

  test('a run becomes a stage that DVC runs, and that is fresh after it', async () => {
    await slipway('run', '--name', 'first', '--', ...train);
    const before = text('dvc.yaml');
    expect(await slipway('stage', 'from-run', 'first')).toContain('Nothing was written.');
    expect(text('dvc.yaml')).toBe(before);

    await slipway('stage', 'from-run', 'first', '--name', 'fit', '--yes');
    const stage = `  fit:
    cmd: python train.py --data data/iris.csv --C \${fit.C} --max-iter=\${fit.max_iter}
    deps:
    - data/iris.csv
    - features.py
    - train.py
    params:
    - fit.C
    - fit.max_iter
    outs:
    - models/iris.joblib
    metrics:
    - metrics.json:
        cache: false
`;
    expect(text('dvc.yaml')).toBe(before.replace('\n# None yet.', `${stage}\n# None yet.`));
    expect(text('params.yaml')).toBe('fit:\n  C: 0.5\n  max_iter: 500\n');

    expect(await states()).toEqual({ data: 'fresh', fit: 'stale' });
    expect(await run('dvc', 'repro')).toContain(
      'python train.py --data data/iris.csv --C 0.5 --max-iter=500',
    );
    expect(JSON.parse(await run('dvc', 'status', '--json'))).toEqual({});
    expect(await states()).toEqual({ data: 'fresh', fit: 'fresh' });

    workspace.write('params.yaml', 'fit:\n  C: 0.25\n  max_iter: 500\n');
    await slipway('run');
    expect(await run('dvc', 'repro')).toContain('Data and pipelines are up to date');
    expect(JSON.parse(await run('dvc', 'metrics', 'show', '--json'))['']).toMatchObject({
      data: { 'metrics.json': { data: { accuracy: JSON.parse(text('metrics.json')).accuracy } } },
    });
  }, 180_000);

  test('what git tracks is no cached out, and a run from a sub-folder keeps its working folder', async () => {
    cpSync(join(workspace.folder, 'make_data.py'), join(workspace.folder, 'data/again.py'));
    workspace.write('data/again.py', 'open("copy.csv", "w").write(open("iris.csv").read())\n');
    workspace.write('data/copy.csv', 'old\n');
    await run('git', 'add', '--force', 'data/copy.csv');
    const { code } = await workspace.slipwayIn(
      'data',
      'run',
      '--workspace',
      '..',
      '--name',
      'again',
      '--',
      'python',
      'again.py',
    );
    expect(code).toBe(0);
    await slipway('stage', 'from-run', 'again', '--yes');
    expect(text('dvc.yaml')).toContain(`  again:
    cmd: python again.py
    wdir: data
    deps:
    - again.py
    - iris.csv
    outs:
    - copy.csv:
        cache: false
`);
    await run('dvc', 'repro');
    expect(await states()).toEqual({ data: 'fresh', again: 'fresh' });
  }, 180_000);

  test('a notebook becomes a stage that DVC runs by papermill', async () => {
    const [pipeline, notebook] = [text('dvc.yaml'), text('notebooks/flower.ipynb')];
    await slipway('stage', 'from-notebook', 'notebooks/flower.ipynb', '--yes');
    const stage = `  flower:
    cmd: 'papermill notebooks/flower.ipynb notebooks/flower.executed.ipynb --log-output --no-progress-bar
      --cwd notebooks -p C \${flower.C} -p tolerance \${flower.tolerance} -p max_iter \${flower.max_iter}
      -y "shuffle: \${flower.shuffle}" -r data "\${flower.data}"'
    deps:
    - notebooks/flower.ipynb
    - data/\${flower.data}.csv
    params:
    - flower.C
    - flower.tolerance
    - flower.max_iter
    - flower.shuffle
    - flower.data
    outs:
    - models/flower.joblib
    - notebooks/flower.executed.ipynb
    metrics:
    - scores.json:
        cache: false
`;
    expect(text('dvc.yaml')).toBe(pipeline.replace('\n# None yet.', `${stage}\n# None yet.`));
    const params =
      'flower:\n  C: 0.5\n  tolerance: 1.0e-05\n  max_iter: 500\n  shuffle: true\n  data: iris\n';
    expect(text('params.yaml')).toBe(params);
    const tag = '"metadata": {\n    "tags": [\n     "parameters"\n    ]\n   },\n   "outputs"';
    expect(text('notebooks/flower.ipynb')).toBe(notebook.replace('"metadata": {},\n   "outputs"', tag));

    await run('dvc', 'repro');
    expect(JSON.parse(await run('dvc', 'status', '--json'))).toEqual({});
    expect(await states()).toEqual({ data: 'fresh', flower: 'fresh' });
    expect(JSON.parse(text('scores.json'))).toMatchObject({ C: 0.5, shuffle: true, parts: 2 });

    workspace.write('params.yaml', params.replace('0.5', '0.25').replace('true', 'false'));
    await slipway('run');
    expect(await run('dvc', 'repro')).toContain('Data and pipelines are up to date');
    expect(JSON.parse(text('scores.json'))).toMatchObject({ C: 0.25, shuffle: false, parts: 2 });
  }, 180_000);

  test('a notebook’s run shows what its source does not, and brings the values that it was given', async () => {
    mkdirSync(join(workspace.folder, 'more'));
    workspace.write('more/a.txt', 'a');
    await promisify(execFile)('cp', ['notebooks/flower.ipynb', 'hidden.ipynb'], { cwd: workspace.folder });
    const cells = JSON.parse(text('hidden.ipynb'));
    cells.cells = [cells.cells[1]];
    cells.cells.push({
      ...{ cell_type: 'code', id: 'last', execution_count: null, metadata: {}, outputs: [] },
      source:
        'import os\nfor name in [p for p in os.environ["FILES"].split()]:\n    open(f"{name}.out", "w").write(open(name).read())',
    });
    workspace.write('hidden.ipynb', JSON.stringify(cells, null, 1));
    workspace.env.FILES = 'more/a.txt';
    await slipway('run', '--name', 'given', '--notebook', 'hidden.ipynb', '-p', 'C=0.75');
    await slipway('stage', 'from-run', 'given', '--yes');
    expect(text('params.yaml')).toContain('hidden:\n  C: 0.75\n');
    expect(text('dvc.yaml')).toContain('    deps:\n    - hidden.ipynb\n    - more/a.txt\n');
    expect(text('dvc.yaml')).toContain('    outs:\n    - more/a.txt.out\n    - hidden.executed.ipynb\n');
    await run('dvc', 'repro');
    expect(await states()).toEqual({ data: 'fresh', hidden: 'fresh' });
  }, 180_000);

  test('refused, and nothing written', async () => {
    await slipway('run', '--name', 'data', '--', 'python', 'make_data.py');
    await slipway('run', '--name', 'first', '--', ...train);
    await slipway('run', '--name', 'secret', '--', 'sh', '-c', 'echo --token=abcdefgh12345678 > x.txt');
    const before = text('dvc.yaml');
    expect(await refusal('stage', 'from-run', 'first', '--name', 'data', '--yes')).toMatch(
      /dvc\.yaml has a stage "data" already[\s\S]*data_2[\s\S]*SLW-STAGE-TAKEN/,
    );
    expect(await refusal('stage', 'from-run', 'data', '--name', 'more', '--yes')).toMatch(
      /data\/iris\.csv: stage "data" makes data\/iris\.csv already[\s\S]*SLW-STAGE-NO-OUTS/,
    );
    expect(await refusal('stage', 'from-run', 'first', '--out', 'data/iris.csv', '--yes')).toMatch(
      /"train" and "data" both make data\/iris\.csv[\s\S]*SLW-STAGE-REFUSED/,
    );
    expect(await refusal('stage', 'from-run', 'first', '--dep', '../elsewhere.csv', '--yes')).toContain(
      'SLW-STAGE-OUTSIDE',
    );
    expect(await refusal('stage', 'from-run', 'first', '--dep', 'gone.csv', '--yes')).toContain(
      'SLW-STAGE-DEP-MISSING',
    );
    expect(await refusal('stage', 'from-run', 'secret', '--yes')).toContain('SLW-STAGE-SECRET');
    expect(text('dvc.yaml')).toBe(before);
    expect(existsSync(join(workspace.folder, 'params.yaml'))).toBe(false);

    const client = await workspace.connect();
    const { executions } = await client.request('executions/list', {});
    const first = executions.find(({ commandLine }) => commandLine === train.join(' '));
    const source = { kind: 'run' as const, runId: first?.runId ?? '' };
    const choice = { name: 'fit', paths: [{ path: 'models/iris.joblib', role: 'out' as const }], params: [] };
    const request = { cwd: workspace.folder, env: {}, source, choice };
    const { edits } = await client.request('stages/preview', request);
    workspace.write('dvc.yaml', `${before}# edited meanwhile\n`);
    await expect(client.request('stages/write', { ...request, confirmed: edits })).rejects.toMatchObject({
      code: 'SLW-STAGE-CHANGED',
    });
    client.close();
    expect(text('dvc.yaml')).toBe(`${before}# edited meanwhile\n`);
  }, 180_000);
});

describe.skipIf('skipped' in jupyter)('a notebook where there is no papermill', () => {
  beforeEach(() => open(jupyter));
  afterEach(() => workspace.dispose());

  test('DVC runs it by nbconvert, and a cell reads its parameters of every kind', async () => {
    const cell = (id: string, source: string) => ({
      ...{ cell_type: 'code', id, execution_count: null, metadata: {}, outputs: [] },
      source,
    });
    const cells = [
      cell('a', 'lr = 1e-05\nanswer = "yes"\nsizes = [1, 2.0]\nnothing = None\nwhere = "it\'s \\"$HOME\\""'),
      cell(
        'b',
        'import json\nwith open("seen.json", "w") as file:\n    json.dump([lr, answer, sizes, nothing, where], file)',
      ),
    ];
    mkdirSync(join(workspace.folder, 'work'));
    workspace.write(
      'work/all.ipynb',
      JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1),
    );
    await slipway('stage', 'from-notebook', 'work/all.ipynb', '--name', 'all-kinds', '--yes');
    expect(text('dvc.yaml')).toContain(
      'cmd: jupyter nbconvert --to notebook --execute work/all.ipynb --output\n      all-kinds.executed.ipynb\n',
    );
    await run('dvc', 'repro');
    expect(JSON.parse(text('work/seen.json'))).toEqual([1e-5, 'yes', [1, 2], null, 'it\'s "$HOME"']);
    expect(JSON.parse(await run('dvc', 'status', '--json'))).toEqual({});
    expect(await states()).toEqual({ 'all-kinds': 'fresh' });

    workspace.write('params.yaml', text('params.yaml').replace('1.0e-05', '0.5'));
    await run('dvc', 'repro');
    expect(JSON.parse(text('work/seen.json'))[0]).toBe(0.5);
  }, 180_000);

  test('without either, it says what to add', async () => {
    const bare = await pythonEnv('dvc', ['dvc==3.67.1', 'dvclive==3.49.1']);
    if ('skipped' in bare) throw new Error(bare.skipped);
    workspace.write(
      'a.ipynb',
      JSON.stringify({ cells: [{ cell_type: 'code', metadata: {}, source: 'x = 1' }] }),
    );
    Object.assign(workspace.env, bare.env);
    expect(await refusal('stage', 'from-notebook', 'a.ipynb', '--yes')).toMatch(
      /ipykernel is needed to run notebooks[\s\S]*Add it with: .* ipykernel[\s\S]*SLW-PYTHON-PACKAGE/,
    );
  }, 60_000);
});
