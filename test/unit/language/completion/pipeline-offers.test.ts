import { describe, expect, test } from 'vitest';
import { known } from '../../../../server/language/workspace/known.ts';
import type { FolderEntry } from '../../../../server/language/workspace/providers.ts';
import { everyAbility, labels, offered, taken } from './completion-fixture.ts';

const prepare = `stages:
  prepare:
    cmd: python prepare.py
    deps: [prepare.py]
    outs: [clean.csv]
`;
const files = {
  'params.yaml': 'train:\n  lr: 0.1\n  layers: [8, 16]\nseed: 1\n',
  'prepare.py': '',
  'train.py': '',
  'raw/a.csv': '',
};

function detailOf(fixture: string, label: string): string | undefined {
  return offered(fixture, { files }).find((item) => item.label === label)?.detail;
}

describe('keys', () => {
  test('of a stage: what it must have first, and nothing that it has', () => {
    expect(labels(`${prepare}  train:\n    desc: x\n    |`).slice(0, 2)).toEqual(['cmd', 'deps']);
    expect(labels(`${prepare}    |`)).not.toContain('deps');
  });

  test('bring their colon, and begin the list or mapping below', () => {
    expect(taken(`${prepare}    pa|`, 'params')).toBe(`${prepare}    params:\n      - `);
    expect(taken('|', 'stages')).toBe('stages:\n  ');
    expect(taken('stages:\n    a:\n        |', 'deps')).toBe('stages:\n    a:\n        deps:\n          - ');
  });

  test('that have their colon are replaced alone', () => {
    expect(taken('stages:\n  a:\n    de|p: [x]\n', 'deps')).toBe('stages:\n  a:\n    deps: [x]\n');
  });

  test('get brackets with a tab stop in flow style', () => {
    const fixture = 'stages: {a: {cmd: x, |}}';
    const item = offered(fixture, { abilities: everyAbility }).find(({ label }) => label === 'deps');
    expect(item).toMatchObject({ insertTextFormat: 2, textEdit: { newText: 'deps: [$1]' } });
  });
});

describe('deps', () => {
  test('are outs of other stages first, then files; what git ignores comes last', () => {
    const entries: FolderEntry[] = [
      { name: 'cache.bin', kind: 'file', ignored: true },
      { name: 'train.py', kind: 'file', ignored: false },
      { name: 'raw', kind: 'folder', ignored: false },
    ];
    const { files: onDisk } = {
      files: {
        kindOf: () => known('file' as const),
        text: () => known(''),
        entries: () => known(entries),
        manifests: () => ['dvc.yaml'],
        dataFiles: () => ['raw/b.csv.dvc'],
      },
    };
    expect(labels(`${prepare}  train:\n    deps:\n      - |`, { given: { files: onDisk } })).toEqual([
      'clean.csv',
      'raw/b.csv',
      'train.py',
      'raw',
      'cache.bin',
    ]);
  });

  test('are never outs of the stage itself, or of one that needs it', () => {
    const chain = `${prepare}  train:
    cmd: python train.py
    deps: [clean.csv]
    outs: [model.pkl]
`;
    expect(labels(chain.replace('[prepare.py]', '[|]'), { files })).toEqual(
      expect.not.arrayContaining(['clean.csv', 'model.pkl']),
    );
    expect(labels(`${chain}  test:\n    deps: [|]`, { files }).slice(0, 2)).toEqual([
      'clean.csv',
      'model.pkl',
    ]);
  });

  test('that are named already are not offered again', () => {
    expect(labels(`${prepare}  train:\n    deps: [train.py, clean.csv, |]`, { files })).not.toEqual(
      expect.arrayContaining(['train.py']),
    );
  });

  test('lie in the folder that is typed', () => {
    expect(labels(`${prepare}  train:\n    deps:\n      - raw/|`, { files })).toContain('raw/a.csv');
  });

  test('are relative to the working folder', () => {
    const fixture = `${prepare}  train:\n    wdir: raw\n    deps:\n      - |`;
    expect(labels(fixture, { files })).toEqual(['../clean.csv', 'a.csv']);
  });

  test('get their dash or brackets where the list is not begun', () => {
    const start = `${prepare}  train:\n    deps:`;
    expect(taken(`${start}\n      cl|`, 'clean.csv', { files })).toBe(`${start}\n      - clean.csv`);
    expect(taken(`${start} cl|`, 'clean.csv', { files })).toBe(`${start} [clean.csv]`);
    expect(taken(`${start}\n      -|`, 'clean.csv', { files })).toBe(`${start}\n      - clean.csv`);
  });

  test('do not come by themselves behind the colon, where Enter begins a new line', () => {
    expect(labels(`${prepare}  train:\n    deps:|`, { files, typed: ':' })).toEqual([]);
  });
});

describe('params', () => {
  test('are offered by path with their present value, those below a named one left out', () => {
    expect(labels(`${prepare}    params: [|]`, { files })).toEqual([
      'seed',
      'train.lr',
      'train.layers',
      'train',
    ]);
    expect(labels(`${prepare}    params: [train, |]`, { files })).toEqual(['seed']);
    expect(detailOf(`${prepare}    params: [|]`, 'train.lr')).toBe('0.1');
  });

  test('come from the file that is named', () => {
    const fixture = `${prepare}    params:\n      - other.json:\n        - |`;
    expect(labels(fixture, { files: { 'other.json': '{"a": {"b": 1}}' } })).toEqual(['a.b', 'a']);
  });
});

describe('within a template', () => {
  test('params are named with their values, and the bracket is closed', () => {
    const fixture = `${prepare}    desc: at \${tr|`;
    expect(detailOf(fixture, 'train.layers')).toBe('[8, 16]');
    expect(taken(fixture, 'train.lr', { files })).toBe(`${prepare}    desc: at \${train.lr}`);
    expect(taken(`${prepare}    desc: at \${tr|}`, 'train.lr', { files })).toBe(
      `${prepare}    desc: at \${train.lr}`,
    );
  });

  test('a dollar is enough to begin one', () => {
    expect(taken(`${prepare}    desc: $|`, 'seed', { files })).toBe(`${prepare}    desc: \${seed}`);
  });

  test('items of a list are offered once it is named', () => {
    expect(labels(`${prepare}    desc: \${train.layers[|}`, { files })).toContain('train.layers[1]');
  });

  test('a foreach has its item and key, a matrix its axes', () => {
    const foreach = `stages:\n  each:\n    foreach: {a: {n: 1}, b: {n: 2}}\n    do:\n      cmd: run \${|}`;
    expect(labels(foreach)).toEqual(['key', 'item.n', 'item']);
    const matrix = `stages:\n  grid:\n    matrix: {model: [cnn, xgb]}\n    cmd: run \${item.|}`;
    expect(offered(matrix).find(({ label }) => label === 'item.model')?.detail).toBe('cnn | xgb');
  });

  test('in brackets the whole text comes into quotes', () => {
    const fixture = `stages: {a: {cmd: run \${se|}}}`;
    expect(taken(fixture, 'seed', { files })).toBe(`stages: {a: {cmd: "run \${seed}"}}`);
  });
});

test('snippets are for clients that know them, with a name that is free', () => {
  const fixture = 'stages:\n  train:\n    cmd: x\n  |';
  expect(labels(fixture)).toEqual([]);
  expect(labels(fixture, { abilities: everyAbility })).toEqual(['stage', 'foreach stage', 'matrix stage']);
  expect(taken(fixture, 'stage', { abilities: everyAbility })).toContain(
    '\n  train2:\n    cmd: python train2.py\n',
  );
});

test('of many offers those are sent that may be meant, and more letters ask again', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`data${index}.csv`, '']));
  const items = offered(`${prepare}  train:\n    deps:\n      - data99|`, { files: many });
  expect(items.map(({ label }) => label)).toContain('data999.csv');
  expect(items.length).toBeLessThanOrEqual(300);
});
