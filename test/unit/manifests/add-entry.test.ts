import { describe, expect, test } from 'vitest';
import type { PythonValue } from '../../../server/core/python-value.ts';
import { addEntry } from '../../../server/manifests/dvc/add-entry.ts';
import { ManifestFault } from '../../../server/manifests/dvc/fault.ts';

const stage: PythonValue = new Map<PythonValue, PythonValue>([
  ['cmd', `python train.py --lr \${train.lr}`],
  ['outs', ['model']],
]);
const lines = ['train:', `  cmd: python train.py --lr \${train.lr}`, '  outs:', '  - model'];
const indented = (columns: number, end = '\n') =>
  lines.map((line) => ' '.repeat(columns) + line + end).join('');

/** `@` marks where the entry's lines must come; all else must be as it was. */
function check(marked: string, columns: number, end = '\n') {
  const before = marked.replace('@', '');
  expect(addEntry(before, ['stages'], 'train', stage)).toBe(marked.replace('@', indented(columns, end)));
}

describe('a stage is added after the last one, and the rest stays byte for byte', () => {
  test.each([
    ['with comments behind and below', 'stages:\n  a:\n    cmd: x # why\n@\n# about plots\nplots: []\n', 2],
    [
      'where a comment further out follows at once',
      'stages:\n  a:\n    cmd: x\n@# about plots\nplots: []\n',
      2,
    ],
    [
      'where a comment of the stages follows',
      'stages:\n  a:\n    cmd: x\n    # a’s\n  # own\n@plots: []\n',
      2,
    ],
    ['after a block text', 'stages:\n  a:\n    cmd: |\n      x\n      y\n@\nplots: []\n', 2],
    [
      'after a block text that keeps its blank lines',
      'stages:\n  a:\n    cmd: |+\n      x\n\n\n@plots: []\n',
      2,
    ],
    ['at the depth of the others', 'stages:\n     a: {cmd: x}\n@', 5],
    ['where there are none yet', 'stages: # none yet\n@plots: []\n', 2],
    ['in a file of comments alone', '# to come\n', 2],
  ])('%s', (title, marked, columns) => {
    if (marked.includes('@')) check(marked, columns);
    else expect(addEntry(marked, ['stages'], 'train', stage), title).toBe(`${marked}stages:\n${indented(2)}`);
  });

  test('in a file with Windows’ line ends', () => {
    check('stages:\r\n  a:\r\n    cmd: x\r\n@plots: []\r\n', 2, '\r\n');
  });

  test('a blank line between stages is kept up', () => {
    const before = 'stages:\n  a:\n    cmd: x\n\n  b:\n    cmd: y\n';
    expect(addEntry(before, ['stages'], 'train', stage)).toBe(`${before}\n${indented(2)}`);
  });

  test('a last line without an end gets one', () => {
    const before = 'stages:\n  a:\n    cmd: x';
    expect(addEntry(before, ['stages'], 'train', stage)).toBe(`${before}\n${indented(2)}`);
  });

  test('empty braces give way', () => {
    expect(addEntry('stages: {}\nplots: []\n', ['stages'], 'train', stage)).toBe(
      `stages:\n${indented(2)}plots: []\n`,
    );
    expect(addEntry('{}\n', ['stages'], 'train', stage)).toBe(`stages:\n${indented(2)}`);
  });

  test('values are written so that PyYAML reads them as DVC does', () => {
    const values: PythonValue = new Map<PythonValue, PythonValue>([
      ['lr', 1e-5],
      ['answer', 'yes'],
      ['at', '1:30'],
      ['name', 'iris'],
    ]);
    expect(addEntry('', [], 'train', values)).toBe(
      "train:\n  lr: 1.0e-05\n  answer: 'yes'\n  at: '1:30'\n  name: iris\n",
    );
  });
});

describe('refused', () => {
  test.each([
    ['a key that is there', 'stages:\n  train:\n    cmd: x\n', '"stages.train" is there already'],
    ['a list', 'stages: [a]\n', '"stages" is a list; expected a mapping'],
    ['an alias', 'x: &x {a: {cmd: y}}\nstages: *x\n', '"stages" is an alias; expected a mapping'],
    ['filled braces', 'stages: {a: {cmd: x}}\n', 'a mapping in braces is not added to'],
    ['no YAML', 'stages: [\n', 'Flow sequence'],
  ])('%s', (_, text, message) => {
    const add = () => addEntry(text, ['stages'], 'train', stage);
    expect(add).toThrow(ManifestFault);
    expect(add).toThrow(message);
  });
});
