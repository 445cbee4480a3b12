import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PipelineSummary } from '../../../schemas/protocol/pipelines.ts';
import { TestWorkspace } from '../processes/workspace.ts';

vi.setConfig({ testTimeout: 60_000 });

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => workspace.dispose());

async function run(...args: string[]) {
  const { code, stdout, stderr } = await workspace.slipway('run', ...args, '--json');
  if (stdout === '') return { code, stderr, states: {} };
  const { stages } = JSON.parse(stdout) as PipelineSummary;
  return { code, stderr, states: Object.fromEntries(stages.map(({ name, state }) => [name, state])) };
}

const read = (name: string) => readFileSync(join(workspace.folder, name), 'utf8');
const copies = () => {
  const home = join(workspace.folder, '.slipway/copies');
  return existsSync(home) ? readdirSync(home).map((id) => join(home, id, 'workspace')) : [];
};

const pipeline = `stages:
  prepare: {cmd: cp data/raw prepared, deps: [data/raw], outs: [prepared]}
  train:
    cmd: python3 train.py && cp params.yaml seen
    deps: [prepared, train.py]
    params: [lr]
    outs: [model, seen]
    metrics: [scores.json: {cache: false}]
`;
const trainer = `import yaml_free
open("model", "w").write(open("prepared").read() + yaml_free.lr())
open("scores.json", "w").write('{"val": {"loss": ' + yaml_free.lr() + '}}')
`;

function writeProject(): void {
  mkdirSync(join(workspace.folder, 'data'));
  workspace.write('data/raw', 'rows ');
  workspace.write('params.yaml', 'lr: 0.5 # by hand\n');
  workspace.write('train.py', trainer);
  workspace.write('yaml_free.py', 'def lr(): return open("params.yaml").read().split()[1]\n');
  workspace.write('dvc.yaml', pipeline);
}

test('params that are set for one run: it runs in a private copy, and the workspace stays as it is', async () => {
  writeProject();
  expect(await run()).toMatchObject({ code: 0, states: { prepare: 'ran', train: 'ran' } });
  const before = ['params.yaml', 'dvc.lock', 'model', 'scores.json'].map(read);
  expect(await run('--set', 'lr=0.25')).toMatchObject({
    code: 0,
    states: { prepare: 'cached', train: 'ran' },
  });
  expect(['params.yaml', 'dvc.lock', 'model', 'scores.json'].map(read)).toEqual(before);
  const [copy = ''] = copies();
  expect(readFileSync(join(copy, 'model'), 'utf8')).toBe('rows 0.25');
  expect(readFileSync(join(copy, 'seen'), 'utf8')).toBe('lr: 0.25 # by hand\n');
  // One cache: what a private run has made, the workspace need not make again.
  workspace.write('params.yaml', 'lr: 0.25\n');
  expect(await run()).toMatchObject({ states: { prepare: 'fresh', train: 'cached' } });
  expect(read('model')).toBe('rows 0.25');
});

test('a dry run with other params says what would run and why, and leaves nothing', async () => {
  writeProject();
  await run();
  const { stdout } = await workspace.slipway('run', '--dry', '--set', 'lr=0.25', '--json');
  const { stages } = JSON.parse(stdout) as PipelineSummary;
  expect(stages.map(({ name, state, reasons }) => [name, state, ...reasons])).toEqual([
    ['prepare', 'fresh'],
    ['train', 'stale', 'params.yaml:lr 0.5 -> 0.25'],
  ]);
  expect(copies()).toEqual([]);
  expect(['model', 'prepared'].map(read)).toEqual(['rows 0.5', 'rows ']);
});

test('several run at once, while the workspace’s own run goes on and its files are edited', async () => {
  // Each of the three waits for the other two, and a machine may have fewer cores.
  workspace.write('slipway.yaml', 'slipway: 1\nexecutors: {local: {kind: local, cpu: 3}}\n');
  workspace.write('params.yaml', 'who: a\n');
  const meeting = join(workspace.folder, 'meeting');
  mkdirSync(meeting);
  workspace.write(
    'dvc.yaml',
    `stages:
  meet:
    cmd: touch ${meeting}/\${who} && for i in $(seq 200); do [ $(ls ${meeting} | wc -l) = 3 ] && echo \${who} > out && exit 0; sleep 0.1; done; exit 1
    params: [who]
    outs: [out]
`,
  );
  const runs = [run(), run('--set', 'who=b'), run('--set', 'who=c')];
  for (const { code, states } of await Promise.all(runs))
    expect({ code, states }).toEqual({ code: 0, states: { meet: 'ran' } });
  expect(read('out')).toBe('a\n');
  expect(
    copies()
      .map((copy) => readFileSync(join(copy, 'out'), 'utf8'))
      .sort(),
  ).toEqual(['b\n', 'c\n']);
});

test('in git: what it ignores stays out, but for data that a stage reads and for environments', async () => {
  const { folder } = workspace;
  writeProject();
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  workspace.write('.gitignore', '/data/raw\n/junk\n/.venv\n');
  workspace.write('junk', 'x');
  mkdirSync(join(folder, '.venv'));
  workspace.write('.venv/pyvenv.cfg', '');
  symlinkSync('train.py', join(folder, 'link.py'));
  expect(await run('--set', 'lr=1')).toMatchObject({ code: 0, states: { prepare: 'ran', train: 'ran' } });
  const [copy = ''] = copies();
  const found = readdirSync(copy).filter((name) => name !== '__pycache__');
  expect(found.sort()).toEqual(
    ['.gitignore', '.venv', 'data', 'dvc.lock', 'dvc.yaml', 'link.py', 'model', 'params.yaml', 'prepared']
      .concat(['scores.json', 'seen', 'train.py', 'yaml_free.py'])
      .sort(),
  );
  expect(existsSync(join(copy, '.venv/pyvenv.cfg'))).toBe(true);
  expect(existsSync(join(folder, 'model'))).toBe(false);
  expect(execFileSync('git', ['status', '--short'], { cwd: folder, encoding: 'utf8' })).not.toContain(
    '.slipway',
  );
});

test('a param that is not there is refused before anything is copied or run', async () => {
  writeProject();
  const { code, stderr } = await run('--set', 'lrr=1');
  expect(code).toBe(1);
  expect(stderr).toContain('there is no param "lrr" in params.yaml; did you mean "lr"?');
  expect(copies()).toEqual([]);
});

test('with other params, other stages: a group that a param spans', async () => {
  workspace.write('params.yaml', 'names: [a]\n');
  workspace.write(
    'dvc.yaml',
    `stages:
  each:
    foreach: \${names}
    do: {cmd: "echo \${item} > \${item}", outs: ["\${item}"]}
`,
  );
  expect(await run('--set', 'names=[b, c]')).toMatchObject({ states: { 'each@b': 'ran', 'each@c': 'ran' } });
});

test('a dep outside the folder is reached from the copy too', async () => {
  const outside = `${workspace.folder}-outside`;
  writeFileSync(outside, 'from outside');
  workspace.write('params.yaml', 'n: 1\n');
  const name = basename(outside);
  workspace.write(
    'dvc.yaml',
    `stages:\n  a: {cmd: "cat ../${name} > out", deps: [../${name}], params: [n], outs: [out]}\n`,
  );
  try {
    expect(await run('--set', 'n=2')).toMatchObject({ code: 0, states: { a: 'ran' } });
    const id = readdirSync(join(workspace.folder, '.slipway/copies'))[0] ?? '';
    expect(readFileSync(join(workspace.folder, '.slipway/copies', id, 'above/workspace/out'), 'utf8')).toBe(
      'from outside',
    );
  } finally {
    rmSync(outside);
  }
});

test('a stage that writes outside the folder does not run in a copy: it would write there all the same', async () => {
  workspace.write('params.yaml', 'n: 1\n');
  const out = join(workspace.folder, '../slipway-never-written');
  workspace.write(
    'dvc.yaml',
    `stages:\n  a: {cmd: touch ${out}, params: [n], outs: [${out}: {cache: false}]}\n`,
  );
  const { stderr } = await run('--set', 'n=2');
  expect(stderr).toContain(`dvc.yaml:2:3: "a" writes ${out}, which lies outside`);
  expect(copies()).toEqual([]);
  expect(existsSync(out)).toBe(false);
});

test('old copies are collected; a dry run lists them', async () => {
  writeProject();
  await run('--set', 'lr=0.25');
  expect((await workspace.slipway('gc', '--older-than', '1d')).stdout).toContain('Nothing to remove.');
  const planned = await workspace.slipway('gc', '--older-than', '0d');
  expect(planned.stdout).toMatch(/^copy .* copy of run \w+ lr=0.25 /m);
  expect(copies()).toHaveLength(1);
  expect((await workspace.slipway('gc', '--older-than', '0d', '--yes')).code).toBe(0);
  expect(copies()).toEqual([]);
  expect((await workspace.slipway('copies')).stdout).toBe('There is no private copy.\n');
});
