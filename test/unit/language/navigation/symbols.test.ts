import { expect, test } from 'vitest';
import type { DocumentSymbol } from 'vscode-languageserver-types';
import { documentSymbols } from '../../../../server/language/navigation/document-symbols.ts';
import { workspaceSymbols } from '../../../../server/language/navigation/workspace-symbols.ts';
import { folderOf } from '../fixture.ts';

test('the outline of a dvc.yaml has its stages with their commands, and what each reads and makes', () => {
  expect(
    outline({
      'dvc.yaml': `vars:
  - size: 3
stages:
  prepare:
    cmd: python   prepare.py
    deps: [raw.csv]
    outs:
      - clean.csv: {cache: false}
  train:
    foreach: [a, b]
    do:
      cmd: [python train.py, echo done]
      params: [lr]
metrics: [m.json]
`,
    }),
  ).toEqual([
    'vars',
    '  size 3',
    'stages',
    '  prepare python prepare.py',
    '    cmd python prepare.py',
    '    deps',
    '      raw.csv raw.csv',
    '    outs',
    '      clean.csv',
    '        cache false',
    '  train python train.py && echo done',
    '    foreach',
    '    do',
    '      cmd',
    '        python train.py python train.py',
    '        echo done echo done',
    '      params',
    '        lr lr',
    'metrics',
    '  m.json m.json',
  ]);
});

test('the outline of params shows their values', () => {
  expect(outline({ 'params.yaml': 'train:\n  lr: 0.1\n  layers: [8, 16]\nname: net\n' })).toEqual([
    'train',
    '  lr 0.1',
    '  layers [8, 16]',
    'name net',
  ]);
});

test('the outline of a model manifest and of a contract names gates and fields', () => {
  const model = outline({
    'fraud.model.yaml': `name: fraud
gates:
  - {name: quality, expr: auc >= 0.9}
`,
  });
  expect(model).toEqual(['name fraud', 'gates', '  quality auc >= 0.9', '    expr auc >= 0.9']);
  const contract = outline({
    'sales.data.yaml': `schema:
  fields:
    - {name: id, type: string}
`,
  });
  expect(contract).toEqual(['schema', '  fields', '    id string', '      type string']);
});

test('stages of a long file stand below their block, and its range holds them', () => {
  const stages = Array.from({ length: 40 }, (_, index) => `  s${index}:\n    cmd: run ${index}\n`).join('');
  const [block] = symbolsOf({ 'dvc.yaml': `stages:\n${stages}` });
  expect(block?.children?.map(({ name }) => name)).toEqual(
    Array.from({ length: 40 }, (_, index) => `s${index}`),
  );
  expect(block?.range).toEqual({ start: { line: 0, character: 0 }, end: { line: 80, character: 15 } });
  expect(block?.children?.[39]?.selectionRange.start).toEqual({ line: 79, character: 2 });
});

test('what is broken now is shown as it was when it was whole', () => {
  const text = `stages:
  prepare:
    cmd: python prepare.py
    deps: [raw.csv]
metrics: [m.json]
`;
  const folder = folderOf({ 'dvc.yaml': text });
  const show = () => {
    const document = folder.document('dvc.yaml');
    return document ? linesOf(documentSymbols(folder, document)) : [];
  };
  const whole = show();
  folder.open('dvc.yaml', `# new\n${text.replace('[raw.csv]', '[raw.csv')}`);
  expect(show()).toEqual(whole);
  const [stages, metrics] = symbolsIn(folder);
  expect(stages?.selectionRange.start.line).toBe(1);
  expect(metrics?.selectionRange.start.line).toBe(5);
});

test('whatever manifests define is found by some of its letters, the best first', () => {
  const folder = folderOf({
    'dvc.yaml': 'stages:\n  prepare: {cmd: a, outs: [clean.csv]}\n  train_model: {cmd: b}\n',
    'params.yaml': 'train: {lr: 1}\n',
    'fraud.model.yaml': 'name: fraud\ngates: [{name: quality, expr: "true"}]\n',
  });
  const found = (query: string) =>
    workspaceSymbols(folder, query).map(({ name, container }) => `${name} (${container})`);
  expect(found('train')).toEqual([
    'train (param in params.yaml)',
    'train.lr (param in params.yaml)',
    'train_model (stage in dvc.yaml)',
  ]);
  expect(found('tmo')).toEqual(['train_model (stage in dvc.yaml)']);
  expect(found('qual')).toEqual(['quality (gate in fraud.model.yaml)']);
  expect(found('clean')).toEqual(['clean.csv (file in dvc.yaml)']);
  expect(found('zzz')).toEqual([]);
  expect(found('')).toHaveLength(7);
});

function symbolsIn(folder: ReturnType<typeof folderOf>): DocumentSymbol[] {
  const [document] = folder.documents();
  return document ? documentSymbols(folder, document) : [];
}

function symbolsOf(files: Record<string, string>): DocumentSymbol[] {
  return symbolsIn(folderOf(files));
}

function outline(files: Record<string, string>): string[] {
  return linesOf(symbolsOf(files));
}

function linesOf(symbols: readonly DocumentSymbol[], indent = ''): string[] {
  return symbols.flatMap(({ name, detail, children }) => [
    `${indent}${name}${detail ? ` ${detail}` : ''}`,
    ...linesOf(children ?? [], `${indent}  `),
  ]);
}
