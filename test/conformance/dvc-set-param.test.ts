import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { PrivateCopyInfo } from '../../schemas/protocol/pipelines.ts';
import { pythonJson } from '../../server/core/python-json.ts';
import { UserError } from '../../server/core/user-error.ts';
import { changeParam } from '../../server/manifests/dvc/edit-params.ts';
import { ManifestFault } from '../../server/manifests/dvc/fault.ts';
import { parseParamChange } from '../../server/manifests/dvc/param-change.ts';
import { parseParamValues } from '../../server/manifests/dvc/param-values.ts';
import { pythonEnv } from '../bed/python-env.ts';
import { DvcProject, dvcRequirements } from './dvc-project.ts';

const python = await pythonEnv('dvc', dvcRequirements);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

const yaml = `# comment
lr: 0.01
seed: 20
train:
  layers: [64, 32]
  deep: {a: 1, b: two}
  name: 'x y'
  nothing:
  items:
    - p
    - q
`;
const json = '{"lr": 0.01, "train": {"layers": [1, 2.0], "name": "é"}}';
const toml = 'lr = 0.01\nseed = 20\n\n[train]\nname = "x"\nlayers = [64, 32]\n';

const code = `lr = 0.01  # why
class Train:
    name = "x"
    layers = [64, 32]
    deep = {"a": 1, 'b': (1, 2)}

    def __init__(self):
        self.seed = 20
`;

const values = [
  ...['1', '-3', '+7', '1_000', '0', '1.0', '1.', '.5', '-0.0', '1e-5', '1E16', '1e3', '2.50', 'inf', '-inf'],
  ...[
    'true',
    'False',
    'TRUE',
    'null',
    'NULL',
    'yes',
    'no',
    'on',
    '~',
    '0x10',
    '0o7',
    '012',
    '1:30',
    '2020-01-01',
  ],
  ...[
    'text',
    'two words',
    'a/b.c-d',
    'a:b',
    "'quoted'",
    '"quoted"',
    '"007"',
    "'1'",
    '"a, b"',
    '"it\'s"',
    '"é"',
  ],
  ...[
    '[]',
    '[1]',
    '[1,2]',
    '[1, 2.0, x]',
    '[[1],[2,3]]',
    '["a b",c]',
    '{}',
    '{a:1}',
    '{a: 1, b: [x, 2]}',
    '{a:{b:c}}',
  ],
];
// `layers[1]` is refused by DVC and understood here, and so is a mapping in place of a list.
const keys = ['lr', 'train.name', 'train.layers.0'];
const others = [
  ['p.yaml', yaml, 'missing=1'],
  ['p.yaml', yaml, 'train.missing=1'],
  ['p.yaml', yaml, '+new=1'],
  ['p.yaml', yaml, '+train.new=text'],
  ['p.yaml', yaml, '+new.deep.er=[1]'],
  ['p.yaml', yaml, '+lr=1'],
  ['p.yaml', yaml, '++lr=1'],
  ['p.yaml', yaml, '++other=1'],
  ['p.yaml', yaml, 'train.deep.a=5'],
  ['p.yaml', yaml, 'train.nothing=5'],
  ['p.yaml', yaml, 'train.items=[z]'],
  ['p.yaml', yaml, 'train.items.0=z'],
  ['p.yaml', yaml, 'train.layers=[1, x]'],
  ['p.yaml', yaml, 'train.deep={a: 5}'],
  ['p.yaml', yaml, 'train.deep={c: 5}'],
  ['p.yaml', yaml, '++train.deep={c: {d: 5}}'],
  ['p.yaml', yaml, 'train.deep=5'],
  ['p.yaml', yaml, 'train.deep=null'],
  ['p.yaml', yaml, 'lr=a!b'],
  ['p.yaml', yaml, 'lr=a b/c-d@e?f|g$h%i*j+k'],
  ['p.yaml', yaml, 'lr=1,2'],
  ['p.yaml', yaml, 'lr=[1'],
  ['p.json', json, '+new=1.0'],
  ['p.toml', toml, '+train.new=1.0'],
  ['p.toml', toml, 'train.name=y'],
  ['p.toml', toml, 'seed=1.5'],
  // Texts, and what is in dicts, DVC leaves as they are without a word.
  ...['lr=1e-3', 'Train.layers=[1, 2]', 'Train.seed=21', 'Train.other=1'].map((override) => [
    'p.py',
    code,
    override,
  ]),
];
const cases = [
  ...keys.flatMap((key) => values.map((value) => ['p.yaml', yaml, `${key}=${value}`])),
  ...values.map((value) => ['p.json', json, `train.name=${value}`]),
  ...others,
] as [string, string, string][];

/** The values as DVC reads them again, or that it is refused. */
function ours([name, text, override]: [string, string, string]): string {
  const [, prefix = '', rest = ''] = /^(\+*)(.*)$/s.exec(override) ?? [];
  try {
    return pythonJson(
      parseParamValues(changeParam(text, parseParamChange(`${name}:${prefix}${rest}`)), name),
    );
  } catch (error) {
    if (error instanceof UserError || error instanceof ManifestFault) return 'refused';
    throw error;
  }
}

describe.skipIf('skipped' in python)(`params that are set for one run, against DVC${why}`, () => {
  test('mean what --set-param makes of them', async () => {
    if ('skipped' in python) return;
    const project = new DvcProject(python);
    try {
      const file = project.workspace.write('cases.json', JSON.stringify(cases));
      const { stdout } = await promisify(execFile)(
        python.python,
        [join(import.meta.dirname, 'scripts/dvc_set_param.py'), file],
        { env: python.env, maxBuffer: 1 << 26 },
      );
      const answers = JSON.parse(stdout) as (string | { error: string })[];
      const theirs = answers.map((answer) => (typeof answer === 'string' ? answer : 'refused'));
      const told = (all: string[]) =>
        Object.fromEntries(cases.map(([name, , override], at) => [`${name} ${override}`, all[at]]));
      expect(told(cases.map(ours))).toEqual(told(theirs));
    } finally {
      await project.dispose();
    }
  }, 120_000);

  test('DVC is content in the copy, and with what is applied of it; its own API sees the params that were set', async () => {
    if ('skipped' in python) return;
    const project = new DvcProject(python);
    try {
      await project.git('init', '--quiet');
      await project.dvc('init', '--quiet');
      project.write('data/raw.txt', 'some words\n');
      await project.dvc('add', '--quiet', 'data/raw.txt');
      project.write('params.yaml', 'lr: 0.01 # by hand\nunused: 1\n');
      project.write(
        'see.py',
        'import dvc.api, json\njson.dump(dvc.api.params_show(), open("seen.json", "w"))\n',
      );
      project.write(
        'dvc.yaml',
        `stages:
  prepare: {cmd: mkdir -p out && cp data/raw.txt out/a, deps: [data/raw.txt], outs: [out]}
  train: {cmd: ${python.python} see.py, deps: [out, see.py], params: [lr], outs: [seen.json]}
`,
      );
      await project.git('add', '.');
      await project.git('commit', '--quiet', '-m', 'first');
      expect(Object.keys(await project.states('run'))).toEqual(['prepare', 'train']);
      await project.git('add', '.');
      await project.git('commit', '--quiet', '-m', 'ran');
      expect(await project.states('run', '--set', 'lr=1e-3')).toMatchObject({
        prepare: 'cached; out is missing',
        train: 'ran; params.yaml:lr 0.01 -> 0.001; seen.json is missing',
      });
      expect(await project.git('status', '--short')).toBe('');
      const [id = ''] = readdirSync(project.path('.slipway/copies'));
      const copy = project.path(`.slipway/copies/${id}/workspace`);
      expect(JSON.parse(await project.dvc('--cd', copy, 'status', '--json'))).toEqual({});
      const { stdout } = await project.workspace.slipway('copies', '--json');
      const { copies } = JSON.parse(stdout) as { copies: PrivateCopyInfo[] };
      const applied = await project.workspace.slipway('apply', copies[0]?.runId ?? '', '--json');
      expect(applied.stderr).toBe('');
      expect(JSON.parse(applied.stdout)).toMatchObject({ applied: true, stale: [] });
      expect(readFileSync(project.path('params.yaml'), 'utf8')).toBe('lr: 0.001 # by hand\nunused: 1\n');
      expect(JSON.parse(readFileSync(project.path('seen.json'), 'utf8'))).toEqual({ lr: 0.001, unused: 1 });
      expect(await project.dvcStatus()).toEqual({});
      expect(await project.dvc('repro')).toContain('Data and pipelines are up to date');
    } finally {
      await project.dispose();
    }
  }, 180_000);

  test('a past run is run again from its commit and from DVC’s cache', async () => {
    if ('skipped' in python) return;
    const project = new DvcProject(python);
    try {
      await project.git('init', '--quiet');
      await project.dvc('init', '--quiet');
      project.write('raw.txt', 'first\n');
      await project.dvc('add', '--quiet', 'raw.txt');
      project.write('code.sh', 'cat raw.txt; cat params.yaml\n');
      project.write('params.yaml', 'lr: 1\n');
      project.write(
        'dvc.yaml',
        'stages:\n  a: {cmd: sh code.sh > out, deps: [raw.txt, code.sh], params: [lr], outs: [out]}\n',
      );
      await project.git('add', '.');
      await project.git('commit', '--quiet', '-m', 'first');
      // What is not committed counts too.
      project.write('params.yaml', 'lr: 2\n');
      await project.states('run');
      const filter = "tags.`slipway.pipeline` = 'true'";
      const listed = await project.workspace.slipway('runs', 'list', '--json', '--filter', filter);
      const [first] = JSON.parse(listed.stdout) as { info: { run_id: string } }[];
      project.write('raw.txt', 'second\n');
      await project.dvc('add', '--quiet', 'raw.txt');
      project.write('code.sh', 'echo other\n');
      project.write('params.yaml', 'lr: 3\n');
      await project.git('add', '.');
      await project.git('commit', '--quiet', '-m', 'second');
      await project.states('run');
      expect(await project.states('run', '--inputs-of', first?.info.run_id ?? '', '--force')).toMatchObject({
        a: expect.stringMatching(/^ran/),
      });
      const [id = ''] = readdirSync(project.path('.slipway/copies'));
      expect(readFileSync(project.path(`.slipway/copies/${id}/workspace/out`), 'utf8')).toBe(
        'first\nlr: 2\n',
      );
      expect(readFileSync(project.path('out'), 'utf8')).toBe('other\n');
    } finally {
      await project.dispose();
    }
  }, 180_000);
});
