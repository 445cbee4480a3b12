import { describe, expect, test } from 'vitest';
import { prepareRename } from '../../../../server/language/navigation/rename/prepare-rename.ts';
import { renameAt } from '../../../../server/language/navigation/rename/rename.ts';
import type { WorkspaceFolder } from '../../../../server/language/workspace/workspace-folder.ts';
import { applyChanges } from '../apply-fixes.ts';
import { folderOf } from '../fixture.ts';
import { markedFolder } from './marked-folder.ts';

interface RenameCase {
  to: string;
  files: Record<string, string>;
  /** The files that differ then. */
  after: Record<string, string>;
  move?: { from: string; to: string };
}

const cases: Record<string, RenameCase> = {
  'a stage, in schedules, model manifests and dvc.lock': {
    to: 'fit',
    files: {
      'dvc.yaml': `stages:
  tra|in: # the model
    cmd: python train.py train
`,
      'dvc.lock': `schema: '2.0'
stages:
  train:
    cmd: python train.py train
  training:
    cmd: other
`,
      'slipway.yaml': `schedules:
  - {name: train, pipeline: dvc.yaml, stages: ['train', training], cron: "0 2 * * *"}
`,
      'fraud.model.yaml': 'evaluate: {stage: "train"}\n',
    },
    after: {
      'dvc.yaml': `stages:
  fit: # the model
    cmd: python train.py train
`,
      'dvc.lock': `schema: '2.0'
stages:
  fit:
    cmd: python train.py train
  training:
    cmd: other
`,
      'slipway.yaml': `schedules:
  - {name: train, pipeline: dvc.yaml, stages: ['fit', training], cron: "0 2 * * *"}
`,
      'fraud.model.yaml': 'evaluate: {stage: "fit"}\n',
    },
  },
  'a group of stages, with what DVC has recorded of its members': {
    to: 'fit',
    files: {
      'sub/dvc.yaml': `stages:
  train:
    foreach: [a, b]
    do: {cmd: "python train.py \${item}"}
`,
      'sub/dvc.lock': `stages:
  train@a: {cmd: python train.py a}
  "train@b": {cmd: python train.py b}
`,
      'fraud.model.yaml': 'evaluate: {stage: "sub/dvc.yaml:tra|in@a"}\n',
    },
    after: {
      'sub/dvc.yaml': `stages:
  fit:
    foreach: [a, b]
    do: {cmd: "python train.py \${item}"}
`,
      'sub/dvc.lock': `stages:
  fit@a: {cmd: python train.py a}
  "fit@b": {cmd: python train.py b}
`,
      'fraud.model.yaml': 'evaluate: {stage: "sub/dvc.yaml:fit@a"}\n',
    },
  },
  'a param, in its file and wherever it is named': {
    to: 'rate',
    files: {
      'params.yaml': `# settings
train:
  "lr": 0.1 # slow
  epochs: 3
`,
      'dvc.yaml': `stages:
  train:
    cmd: python train.py --lr \${train.l|r} --epochs \${train.epochs}
    params: [train.lr, 'train.epochs']
`,
    },
    after: {
      'params.yaml': `# settings
train:
  "rate": 0.1 # slow
  epochs: 3
`,
      'dvc.yaml': `stages:
  train:
    cmd: python train.py --lr \${train.rate} --epochs \${train.epochs}
    params: [train.rate, 'train.epochs']
`,
    },
  },
  'a block of params': {
    to: 'training',
    files: {
      'params.yaml': 'tra|in: {lr: 0.1}\n',
      'dvc.yaml': `stages:
  train:
    cmd: python train.py --lr \${train.lr}
    params: [train]
`,
    },
    after: {
      'params.yaml': 'training: {lr: 0.1}\n',
      'dvc.yaml': `stages:
  train:
    cmd: python train.py --lr \${training.lr}
    params: [training]
`,
    },
  },
  'a param of a JSON and of a TOML file': {
    to: 'size',
    files: {
      'a.json': '{"net": {"depth": 3}}\n',
      'b.toml': '[net] # all of it\ndepth = 3 # layers\n',
      'dvc.yaml': `stages:
  a:
    cmd: a
    params: [{a.json: [net.de|pth]}, {b.toml: [net.depth]}]
`,
    },
    after: {
      'a.json': '{"net": {"size": 3}}\n',
      'dvc.yaml': `stages:
  a:
    cmd: a
    params: [{a.json: [net.size]}, {b.toml: [net.depth]}]
`,
    },
  },
  'a param of a TOML file': {
    to: 'network',
    files: {
      'b.toml': '[net] # all of it\ndepth = 3 # layers\n[net.more]\nx = 1\n',
      'dvc.yaml': `stages:
  a:
    cmd: a
    params: [{b.toml: [ne|t.depth]}]
`,
    },
    after: {
      'b.toml': '[network] # all of it\ndepth = 3 # layers\n[network.more]\nx = 1\n',
      'dvc.yaml': `stages:
  a:
    cmd: a
    params: [{b.toml: [network.depth]}]
`,
    },
  },
  'the field of all members that one template stands for': {
    to: 'rate',
    files: {
      'params.yaml': `models:
  small: {l|r: 1}
  large: {lr: 2}
`,
      'dvc.yaml': `stages:
  train:
    foreach: \${models}
    do: {cmd: "train \${item.lr}"}
`,
    },
    after: {
      'params.yaml': `models:
  small: {rate: 1}
  large: {rate: 2}
`,
      'dvc.yaml': `stages:
  train:
    foreach: \${models}
    do: {cmd: "train \${item.rate}"}
`,
    },
  },
  'an out, with its file, its line of .gitignore, and every path to it': {
    to: '../data/tidy.csv',
    files: {
      'dvc.yaml': `stages:
  prepare:
    cmd: >-
      python prepare.py
      --out ./data/clean.csv
    outs:
      - 'data/clean.csv': {persist: true}
  train:
    wdir: models
    cmd: python train.py
    deps: [../data/cle|an.csv]
`,
      'data/.gitignore': '/clean.csv\n/clean.csv.bak\n',
      'data/clean.csv': 'a\n',
      'sales.data.yaml': 'path: data/clean.csv # all\n',
    },
    after: {
      'dvc.yaml': `stages:
  prepare:
    cmd: >-
      python prepare.py
      --out ./data/tidy.csv
    outs:
      - 'data/tidy.csv': {persist: true}
  train:
    wdir: models
    cmd: python train.py
    deps: [../data/tidy.csv]
`,
      'data/.gitignore': '/tidy.csv\n/clean.csv.bak\n',
      'sales.data.yaml': 'path: data/tidy.csv # all\n',
    },
    move: { from: 'data/clean.csv', to: 'data/tidy.csv' },
  },
  'a field of a contract, and of the signatures that take it': {
    to: 'sum',
    files: {
      'sales.data.yaml': `schema:
  primaryKey: [id, amount]
  fields:
    - {name: amo|unt, type: number}
    - name: 'id'
checks:
  - {name: fresh, kind: freshness, field: amount}
`,
      'fraud.model.yaml': `data: {contract: sales.data.yaml}
signature: {inputs: [{name: x, columns: [amount]}]}
`,
    },
    after: {
      'sales.data.yaml': `schema:
  primaryKey: [id, sum]
  fields:
    - {name: sum, type: number}
    - name: 'id'
checks:
  - {name: fresh, kind: freshness, field: sum}
`,
      'fraud.model.yaml': `data: {contract: sales.data.yaml}
signature: {inputs: [{name: x, columns: [sum]}]}
`,
    },
  },
  'a target of slipway.yaml': {
    to: 'eu-live',
    files: {
      'slipway.yaml': 'targets:\n  live: {kind: local}\n',
      'fraud.model.yaml': 'deploy: {target: li|ve}\n',
    },
    after: {
      'slipway.yaml': 'targets:\n  eu-live: {kind: local}\n',
      'fraud.model.yaml': 'deploy: {target: eu-live}\n',
    },
  },
  'a model that is not in the registry': {
    to: 'fraud-v2',
    files: { 'fraud.model.yaml': 'name: fra|ud # ours\n' },
    after: { 'fraud.model.yaml': 'name: fraud-v2 # ours\n' },
  },
};

describe('a rename changes', () => {
  test.each(Object.entries(cases))('%s', (_, { to, files, after, move = null }) => {
    const { folder, location, position } = markedFolder(files);
    const renamed = renameAt(folder, location, position, to);
    if (!renamed || 'refused' in renamed) throw new Error(renamed?.refused ?? 'nothing is named there');
    const texts = applyChanges(folder, renamed.changes);
    expect(Object.fromEntries(texts)).toEqual(after);
    expect(renamed.move).toEqual(move);
  });

  test.each(Object.entries(cases))('%s, and back to the same bytes', (_, { to, files }) => {
    const { folder, location, position } = markedFolder(files);
    const prepared = prepareRename(folder, location, position);
    if (!prepared || 'refused' in prepared) throw new Error('nothing is named there');
    const there = renamed(folder, location, position, to);
    const back = renamed(there, location, prepared.range.start, prepared.placeholder);
    for (const name of Object.keys(files)) expect(back.text(name)).toBe(folder.text(name));
  });
});

/** The folder after a rename. */
function renamed(
  folder: WorkspaceFolder,
  location: string,
  position: { line: number; character: number },
  to: string,
): WorkspaceFolder {
  const result = renameAt(folder, location, position, to);
  if (!result || 'refused' in result) throw new Error(result?.refused ?? 'nothing is named there');
  const changed = applyChanges(folder, result.changes);
  const locations = new Set([...allLocations(folder), ...changed.keys()]);
  return folderOf(
    Object.fromEntries(
      [...locations].map((name) => [
        name === result.move?.from ? result.move.to : name,
        changed.get(name) ?? folder.text(name) ?? '',
      ]),
    ),
  );
}

function allLocations(folder: WorkspaceFolder, below = '.'): string[] {
  const entries = folder.providers.files.entries(below);
  if (entries.state !== 'known') return [];
  return entries.value.flatMap(({ name, kind }) => {
    const location = below === '.' ? name : `${below}/${name}`;
    return kind === 'folder' ? allLocations(folder, location) : [location];
  });
}

test('a new name gets quotes where it needs them, and keeps those that are there', () => {
  const { folder, location, position } = markedFolder({
    'sales.data.yaml': `schema:
  primaryKey: [id, 'amo|unt']
  fields: [{name: amount}]
`,
  });
  const result = renameAt(folder, location, position, "buyer's amount");
  if (!result || 'refused' in result) throw new Error('refused');
  expect(applyChanges(folder, result.changes).get('sales.data.yaml')).toBe(`schema:
  primaryKey: [id, 'buyer''s amount']
  fields: [{name: "buyer's amount"}]
`);
});

test('what is renamed is exactly the letters of the name', () => {
  const { folder, location, position } = markedFolder({
    'params.yaml': 'train: {lr: 1}\n',
    'dvc.yaml': `stages:
  a:
    cmd: a --lr "\${train.l|r}"
`,
  });
  expect(prepareRename(folder, location, position)).toMatchObject({
    placeholder: 'lr',
    range: { start: { line: 2, character: 25 }, end: { line: 2, character: 27 } },
  });
});
