import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PipelineSummary } from '../../schemas/protocol/pipelines.ts';
import { flatten } from '../../server/core/flatten.ts';
import { pythonEnv } from '../bed/python-env.ts';
import { listRuns } from '../unit/pipelines/pipeline-commands.ts';
import { TestWorkspace } from '../unit/processes/workspace.ts';

const python = await pythonEnv('dvc', ['dvc==3.67.1', 'dvclive==3.49.1']);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

const pipeline = `stages:
  prepare:
    cmd: mkdir -p data/out/sub && cp data/raw.txt data/out/a && tr a-z A-Z < data/raw.txt > data/out/sub/é.txt
    deps: [data/raw.txt, tool.sh]
    params: [seed, rate, {more.json: [deep.list, big]}, {whole.toml: }, {conf.py: [lr, sizes, Net]}]
    outs: [data/out]
  train:
    wdir: models
    cmd:
      - cat ../data/out/a > model.bin
      - |-
        echo '{"loss": 0.5}' > scores.json
    deps: [../data/out]
    outs: [model.bin]
    metrics: [scores.json: {cache: false}]
  report:
    foreach: [x, 1.0]
    do:
      cmd: echo a rather long command whose text goes beyond the eighty columns of a line \${item} && cp models/model.bin r-\${item}
      deps: [models/model.bin]
      outs: ["r-\${item}"]
`;

describe.skipIf('skipped' in python)(`pipelines, run by Slipway and by DVC in turn${why}`, () => {
  let workspace: TestWorkspace;

  async function dvc(...args: string[]): Promise<string> {
    if ('skipped' in python) return '';
    const { stdout } = await promisify(execFile)('dvc', args, {
      cwd: workspace.folder,
      env: { ...python.env, PATH: `${dirname(python.python)}${delimiter}${process.env.PATH}` },
    });
    return stdout;
  }

  async function states(...args: string[]): Promise<Record<string, string>> {
    const { stdout, stderr } = await workspace.slipway(...args, '--json');
    if (stdout === '') throw new Error(stderr);
    const { stages } = JSON.parse(stdout) as PipelineSummary;
    return Object.fromEntries(
      stages.map(({ name, state, reasons }) => [name, [state, ...reasons].join('; ')]),
    );
  }

  const all = (state: string) => ({ prepare: state, train: state, 'report@x': state, 'report@1.0': state });

  beforeEach(async () => {
    workspace = new TestWorkspace();
    const { folder } = workspace;
    await promisify(execFile)('git', ['init', '--quiet'], { cwd: folder });
    await dvc('init', '--quiet');
    for (const name of ['data', 'models']) mkdirSync(join(folder, name));
    workspace.write('data/raw.txt', 'some words\n');
    chmodSync(workspace.write('tool.sh', 'true\n'), 0o755);
    workspace.write('params.yaml', 'seed: 20\nrate: 1e-05\n');
    workspace.write('more.json', '{"deep": {"list": [1, 2.0, "é", null, true]}, "big": 1E16}');
    workspace.write('conf.py', 'lr = 1e-05\nsizes = (1, 2)\nclass Net:\n    depth = 1_0\n');
    workspace.write('whole.toml', 'x = 1\n[y]\nz = 2.0\n');
    workspace.write('dvc.yaml', pipeline);
  });
  afterEach(() => workspace.dispose());

  test('after our run DVC finds nothing to do, and nothing to write', async () => {
    expect(Object.keys(await states('run'))).toEqual(['prepare', 'train', 'report@x', 'report@1.0']);
    expect(JSON.parse(await dvc('status', '--json'))).toEqual({});
    const lock = readFileSync(join(workspace.folder, 'dvc.lock'), 'utf8');
    expect(await dvc('repro')).toContain('Data and pipelines are up to date');
    await dvc('repro', '--force', '--no-run-cache', 'report@x', '--single-item');
    expect(readFileSync(join(workspace.folder, 'dvc.lock'), 'utf8')).toBe(lock);
    expect(readFileSync(join(workspace.folder, 'data/.gitignore'), 'utf8')).toBe('/out\n');
    expect(await states('run')).toEqual(all('fresh'));
  }, 120_000);

  test('what DVC ran is fresh here, and its run-cache is ours', async () => {
    await dvc('repro', '--quiet');
    expect(await states('status')).toEqual(all('fresh'));
    workspace.write('params.yaml', 'seed: 21\nrate: 1e-05\n');
    expect((await states('status')).prepare).toBe('stale; params.yaml:seed 20 -> 21');
    await dvc('repro', '--quiet');
    workspace.write('params.yaml', 'seed: 20\nrate: 1e-05\n');
    expect((await states('run')).prepare).toBe('cached; params.yaml:seed 21 -> 20');
  }, 120_000);

  test('our run-cache is DVC’s', async () => {
    await states('run');
    workspace.write('data/raw.txt', 'other words\n');
    expect((await states('run')).prepare).toBe('ran; data/raw.txt changed');
    workspace.write('data/raw.txt', 'some words\n');
    const said = await dvc('repro');
    for (const stage of ['prepare', 'train', 'report@x', 'report@1.0'])
      expect(said).toContain(`Stage '${stage}' is cached - skipping run`);
  }, 120_000);

  test('outs that are gone come back from the cache that DVC filled', async () => {
    await dvc('repro', '--quiet');
    rmSync(join(workspace.folder, 'data/out'), { recursive: true });
    writeFileSync(join(workspace.folder, 'models/model.bin'), 'edited by hand');
    expect(await states('run')).toEqual({
      ...all('fresh'),
      prepare: 'cached; data/out is missing',
      train: 'cached; model.bin changed',
    });
    expect(JSON.parse(await dvc('status', '--json'))).toEqual({});
  }, 120_000);

  test('meta, ours or the user’s, makes nothing stale and is locked by neither', async () => {
    await states('run');
    const lock = readFileSync(join(workspace.folder, 'dvc.lock'), 'utf8');
    const settings = '{resources: {cpu: 0.5, memory: 1MiB, gpus: 0}, retries: 2, timeout: 1m, env: {A: b}}';
    workspace.write(
      'dvc.yaml',
      pipeline.replace(
        '    wdir: models\n',
        `$&    meta: {owner: [me], slipway: ${settings}}\n    desc: trains\n`,
      ),
    );
    expect(await states('status')).toEqual(all('fresh'));
    expect(await states('run')).toEqual(all('fresh'));
    expect(JSON.parse(await dvc('status', '--json'))).toEqual({});
    expect(await dvc('repro')).toContain('Data and pipelines are up to date');
    await states('run', 'train', '--only', '--force');
    expect(readFileSync(join(workspace.folder, 'dvc.lock'), 'utf8')).toBe(lock);
  }, 120_000);

  test('the pipeline’s run has the metrics that DVC shows', async () => {
    workspace.write(
      'dvc.yaml',
      `metrics: [apart.json]
stages:
  json: {cmd: "echo '{\\"a\\": {\\"b\\": 1, \\"c\\": 2.5}, \\"text\\": \\"x\\"}' > m.json", metrics: [m.json]}
  yaml: {cmd: "echo 'y: {n: 1_000, f: 1.5e-05}' > m.yaml", metrics: [m.yaml: {cache: false}]}
  toml: {cmd: "echo 't = 0.25' > m.toml", metrics: [m.toml]}
`,
    );
    workspace.write('apart.json', '{"z": 4}');
    await states('run');
    const shown = JSON.parse(await dvc('metrics', 'show', '--json')) as Record<
      string,
      { data: Record<string, { data: unknown }> }
    >;
    const numbers = Object.values(shown)
      .flatMap(({ data }) => Object.values(data))
      .flatMap(({ data }) => [...flatten(data)])
      .filter(([, value]) => typeof value === 'number');
    expect(numbers.length).toBe(6);
    const parent = (await listRuns(workspace)).find(({ name }) => name === 'pipeline');
    expect(parent?.metrics).toEqual(Object.fromEntries(numbers));
  }, 120_000);
});
