import { expect, test } from 'vitest';
import { makersOf, readersOf, stagesAt } from '../../../../server/language/navigation/call-hierarchy.ts';
import { documentLinks } from '../../../../server/language/navigation/document-links.ts';
import { folderOf } from '../fixture.ts';
import { placesOf } from './marked-folder.ts';

const files = {
  'dvc.yaml': `stages:
  prepare:
    cmd: python prepare.py
    deps: [prepare.py, raw.csv]
    outs: [data]
  train:
    foreach: [a, b]
    do:
      cmd: python train.py \${item}
      deps: [data/clean.csv]
      outs: ["models/\${item}.pkl"]
`,
  'sub/dvc.yaml': `stages:
  score:
    cmd: python score.py
    deps: [../models, ../models/a.pkl]
`,
  'prepare.py': '',
};

test('a stage is called by who reads what it makes, and calls whose outs it reads', () => {
  const folder = folderOf(files);
  const [train] = stagesAt(folder, 'dvc.yaml', { line: 5, character: 4 });
  expect(train).toMatchObject({ name: 'train', detail: '2 stages', location: 'dvc.yaml' });
  const calls = (found: ReturnType<typeof readersOf>, location: string) =>
    found.map(({ stage, at }) => [stage.name, ...placesOf(at.map((range) => ({ location, range })))]);
  expect(calls(readersOf(folder, { location: 'dvc.yaml', name: 'train' }), 'sub/dvc.yaml')).toEqual([
    ['score', 'sub/dvc.yaml:3:11-20', 'sub/dvc.yaml:3:22-37'],
  ]);
  expect(calls(makersOf(folder, { location: 'dvc.yaml', name: 'train' }), 'dvc.yaml')).toEqual([
    ['prepare', 'dvc.yaml:9:13-27'],
  ]);
  expect(makersOf(folder, { location: 'dvc.yaml', name: 'prepare' })).toEqual([]);
});

test('the stage of a line is found from anywhere in its text', () => {
  const folder = folderOf(files);
  expect(stagesAt(folder, 'dvc.yaml', { line: 3, character: 12 }).map(({ name }) => name)).toEqual([
    'prepare',
  ]);
  expect(stagesAt(folder, 'dvc.yaml', { line: 0, character: 2 })).toEqual([]);
});

test('paths of files that are there are links, words of commands too', () => {
  const folder = folderOf(files);
  const links = documentLinks(folder, 'dvc.yaml', 100);
  expect(placesOf(links.map(({ target, range }) => ({ location: target, range })))).toEqual([
    'prepare.py:2:16-26',
    'prepare.py:3:11-21',
  ]);
});

test('beyond so many paths, links are made without looking', () => {
  const folder = folderOf(files);
  expect(documentLinks(folder, 'dvc.yaml', 0).map(({ target }) => target)).toContain('raw.csv');
});
