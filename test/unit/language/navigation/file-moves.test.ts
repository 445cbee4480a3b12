import { describe, expect, test } from 'vitest';
import type { FileMove } from '../../../../server/language/navigation/rename/file-move.ts';
import { moveChanges } from '../../../../server/language/navigation/rename/file-moves.ts';
import { applyChanges } from '../apply-fixes.ts';
import { folderOf } from '../fixture.ts';

interface MoveCase {
  moves: FileMove[];
  files: Record<string, string>;
  after: Record<string, string>;
}

const cases: Record<string, MoveCase> = {
  'a script is named by deps and commands': {
    moves: [{ from: 'train.py', to: 'src/fit.py' }],
    files: {
      'train.py': '',
      'dvc.yaml': `stages:
  train:
    cmd: python -u ./train.py --out train.pyc "train.py" my-train.py # train.py
    deps: ["train.py", retrain.py]
  other:
    wdir: sub
    cmd:
      - python ../train.py
      - |
        echo one
        python ../train.py > log.txt
`,
    },
    after: {
      'dvc.yaml': `stages:
  train:
    cmd: python -u ./src/fit.py --out train.pyc "src/fit.py" my-train.py # train.py
    deps: ["src/fit.py", retrain.py]
  other:
    wdir: sub
    cmd:
      - python ../src/fit.py
      - |
        echo one
        python ../src/fit.py > log.txt
`,
    },
  },
  'a folder takes along all that lies in it': {
    moves: [{ from: 'data', to: 'input/raw' }],
    files: {
      'data/a.csv': '',
      'dvc.yaml': `stages:
  prepare:
    foreach: [a, b]
    do:
      cmd: python prepare.py data/\${item}.csv
      deps: ["data/\${item}.csv", data/, database/x.csv]
      outs:
        - "data/made/\${item}.csv": {cache: false}
  train:
    wdir: data/work
    cmd: python ../train.py
    deps: [../a.csv, ../../other.csv]
`,
      'slipway.yaml': `schedules:
  - {name: new, pipeline: dvc.yaml, on: {changes: [data/a.csv]}}
`,
      'models/fraud.model.yaml': `data: {train: ../data/a.csv}
`,
    },
    after: {
      'dvc.yaml': `stages:
  prepare:
    foreach: [a, b]
    do:
      cmd: python prepare.py data/\${item}.csv
      deps: ["input/raw/\${item}.csv", input/raw/, database/x.csv]
      outs:
        - "input/raw/made/\${item}.csv": {cache: false}
  train:
    wdir: input/raw/work
    cmd: python ../train.py
    deps: [../a.csv, ../../../other.csv]
`,
      'slipway.yaml': `schedules:
  - {name: new, pipeline: dvc.yaml, on: {changes: [input/raw/a.csv]}}
`,
      'models/fraud.model.yaml': `data: {train: ../input/raw/a.csv}
`,
    },
  },
  'a dvc.yaml that moves names the same files from its new place': {
    moves: [{ from: 'a/dvc.yaml', to: 'b/c/dvc.yaml' }],
    files: {
      'a/dvc.yaml': `vars: [settings.yaml:lr]
stages:
  train:
    cmd: python train.py
    deps: [train.py, ../data.csv]
  inner:
    wdir: work
    cmd: python inner.py
    deps: [inner.py]
`,
      'a/train.py': '',
      'a/settings.yaml': 'lr: 1\n',
      'slipway.yaml': 'schedules: [{name: all, pipeline: a/dvc.yaml}]\n',
      'fraud.model.yaml': 'evaluate: {stage: "a/dvc.yaml:train"}\n',
    },
    after: {
      'a/dvc.yaml': `vars: [../../a/settings.yaml:lr]
stages:
  train:
    cmd: python ../../a/train.py
    deps: [../../a/train.py, ../../data.csv]
  inner:
    wdir: ../../a/work
    cmd: python inner.py
    deps: [inner.py]
`,
      'slipway.yaml': 'schedules: [{name: all, pipeline: b/c/dvc.yaml}]\n',
      'fraud.model.yaml': 'evaluate: {stage: "b/c/dvc.yaml:train"}\n',
    },
  },
  'a folder with its dvc.yaml keeps what lies in it': {
    moves: [{ from: 'a', to: 'b' }],
    files: {
      'a/dvc.yaml': 'stages:\n  train: {cmd: python train.py, deps: [train.py, ../data.csv]}\n',
      'a/train.py': '',
    },
    after: {},
  },
  'params files, vars, plots, metrics and artifacts are named by their paths': {
    moves: [
      { from: 'conf.json', to: 'conf/a b.json' },
      { from: 'curve.csv', to: 'plots/curve.csv' },
      { from: 'model.pkl', to: 'model/m.pkl' },
      { from: 'm.json', to: 'metrics.json' },
    ],
    files: {
      'conf.json': '{"lr": 1}',
      'dvc.yaml': `vars: [conf.json]
stages:
  train:
    cmd: python train.py
    params: [{conf.json: [lr]}]
    outs: [model.pkl]
    metrics: [m.json: {cache: false}]
plots:
  - loss: {x: step, y: {curve.csv: loss}}
metrics: [m.json]
artifacts:
  net: {path: model.pkl}
`,
      '.gitignore': '/model.pkl\n',
    },
    after: {
      'dvc.yaml': `vars: [conf/a b.json]
stages:
  train:
    cmd: python train.py
    params: [{conf/a b.json: [lr]}]
    outs: [model/m.pkl]
    metrics: [metrics.json: {cache: false}]
plots:
  - loss: {x: step, y: {plots/curve.csv: loss}}
metrics: [metrics.json]
artifacts:
  net: {path: model/m.pkl}
`,
    },
  },
  'params.yaml is written where it was only meant, once it has another name': {
    moves: [{ from: 'params.yaml', to: 'conf/all.yaml' }],
    files: {
      'params.yaml': 'lr: 0.1\nlayers: {depth: 3}\n',
      'other/params.yaml': 'lr: 1\n',
      'dvc.yaml': `# how it is made
stages:
  train:
    cmd: python train.py --lr \${lr}
    params:
      - lr # of each step
      - "layers.depth"
      - params.yaml: [lr]
      - other/params.yaml:
  short: {cmd: a, params: [lr, layers]}
  group:
    foreach: [a, b]
    do:
      cmd: b
      params:
      - lr
  elsewhere:
    wdir: other
    cmd: c
    params: [lr]
`,
      'sub/dvc.yaml': 'stages:\n  a:\n    wdir: ..\n    cmd: a\n    params: [lr]\n',
    },
    after: {
      'dvc.yaml': `# how it is made
vars:
  - conf/all.yaml
stages:
  train:
    cmd: python train.py --lr \${lr}
    params:
      - conf/all.yaml: [lr] # of each step
      - conf/all.yaml: [layers.depth]
      - conf/all.yaml: [lr]
      - other/params.yaml:
  short: {cmd: a, params: [{conf/all.yaml: [lr]}, {conf/all.yaml: [layers]}]}
  group:
    foreach: [a, b]
    do:
      cmd: b
      params:
      - conf/all.yaml: [lr]
  elsewhere:
    wdir: other
    cmd: c
    params: [lr]
`,
      'sub/dvc.yaml': 'stages:\n  a:\n    wdir: ..\n    cmd: a\n    params: [{conf/all.yaml: [lr]}]\n',
    },
  },
  'params.yaml that goes along with its dvc.yaml is meant still; one that stays behind is written, also among vars':
    {
      moves: [
        { from: 'a', to: 'b' },
        { from: 'c/dvc.yaml', to: 'd/dvc.yaml' },
      ],
      files: {
        'a/params.yaml': 'lr: 0.1\n',
        'a/dvc.yaml': `stages:\n  a: {cmd: "a \${lr}", params: [lr]}\n`,
        'c/params.yaml': 'lr: 0.1\n',
        'c/dvc.yaml': `vars: [{x: 1}]\nstages:\n  a: {cmd: "a \${lr}", params: [lr]}\n`,
      },
      after: {
        'c/dvc.yaml': `vars: [{x: 1}, ../c/params.yaml]\nstages:\n  a: {cmd: "a \${lr}", params: [{../c/params.yaml: [lr]}]}\n`,
      },
    },
  'data that was added is named by its .dvc file': {
    moves: [{ from: 'data/raw.csv', to: 'data/all.csv' }],
    files: { 'data/raw.csv': '', 'data/raw.csv.dvc': 'outs:\n- md5: abc\n  path: raw.csv\n' },
    after: { 'data/raw.csv.dvc': 'outs:\n- md5: abc\n  path: all.csv\n' },
  },
  'a contract is named by the manifests that use it': {
    moves: [{ from: 'sales.data.yaml', to: 'contracts/sales.data.yaml' }],
    files: {
      'sales.data.yaml': 'name: sales\npath: data/sales.csv\n',
      'fraud.model.yaml': "data: {contract: 'sales.data.yaml'}\n",
    },
    after: {
      'sales.data.yaml': 'name: sales\npath: ../data/sales.csv\n',
      'fraud.model.yaml': "data: {contract: 'contracts/sales.data.yaml'}\n",
    },
  },
};

describe('when files are renamed', () => {
  test.each(Object.entries(cases))('%s', (_, { moves, files, after }) => {
    const folder = folderOf(files);
    expect(Object.fromEntries(applyChanges(folder, moveChanges(folder, moves)))).toEqual(after);
  });
});
