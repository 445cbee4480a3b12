import { expect, test } from 'vitest';
import { type Spot, shiftSpot } from '../../../client/features/pipelines/lens/line-shift.ts';
import { OutputBlocks } from '../../../client/features/pipelines/tasks/output-blocks.ts';
import { readTask } from '../../../client/features/pipelines/tasks/task-definition.ts';

/** `|` marks the stage, `<` and `>` what is replaced. */
function shifted(marked: string, text: string): string {
  const plain = marked.replace(/[|<>]/g, '');
  const spot = (mark: string): Spot => {
    const before = marked.slice(0, marked.indexOf(mark)).replace(/[|<>]/g, '');
    return { line: before.split('\n').length - 1, column: before.length - before.lastIndexOf('\n') - 1 };
  };
  const [at, start, end] = [spot('|'), spot('<'), spot('>')];
  const offset = ({ line, column }: Spot) =>
    plain.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + column;
  const after = plain.slice(0, offset(start)) + text + plain.slice(offset(end));
  const { line, column } = shiftSpot(at, { start, end, text });
  return (after.split('\n')[line] ?? '').slice(column);
}

test.each([
  ['a line above', '<>stages:\n  |train: {}', '# hello\n'],
  ['a line that goes', '<# hello\n>stages:\n  |train: {}', ''],
  ['a break before its name', 'stages:\n  <>|train: {}', '\n  '],
  ['text before its name on its line', 'stages: {<>|train: {}', 'prepare: {}, '],
  ['text below', 'stages:\n  |train: {}<>', '\n  more: {}'],
  ['several lines for one', '<stages:>\n  |train: {}', 'vars: []\n\nstages:'],
])('a stage stays with its name through %s', (_, marked, text) => {
  expect(shifted(marked, text)).toMatch(/^train: \{\}/);
});

test('a stage whose text is replaced stands where the change begins', () => {
  expect(
    shiftSpot(
      { line: 3, column: 2 },
      { start: { line: 1, column: 0 }, end: { line: 5, column: 0 }, text: '' },
    ),
  ).toEqual({
    line: 1,
    column: 0,
  });
});

test('output of stages that run at once is shown one after another, the first as it comes', () => {
  let shown = '';
  const blocks = new OutputBlocks((text) => {
    shown += text;
  });
  const one = blocks.begin('> one\n');
  const two = blocks.begin('> two\n');
  two.write('2a\n');
  one.write('1a\n');
  expect(shown).toBe('> one\n1a\n');
  two.write('2b\n');
  two.end();
  const three = blocks.begin('> three\n');
  one.write('1b\n');
  one.end();
  expect(shown).toBe('> one\n1a\n1b\n> two\n2a\n2b\n> three\n');
  three.write('3\n');
  three.end();
  blocks.begin('> four\n');
  expect(shown).toMatch(/> three\n3\n> four\n$/);
});

test('a task of tasks.json says what to run, or why it cannot be meant', () => {
  const plain = { stage: null, folder: null, only: false, downstream: false, force: false, keepGoing: false };
  expect(readTask({ type: 'slipway' })).toEqual(plain);
  expect(readTask({ type: 'slipway', stage: 'train', only: true, force: true })).toEqual({
    ...plain,
    stage: 'train',
    only: true,
    force: true,
  });
  expect(readTask({ type: 'slipway', stage: ['train'] })).toEqual({ wrong: 'stage: ["train"]' });
  expect(readTask({ type: 'slipway', force: 'yes' })).toEqual({ wrong: 'force: "yes"' });
  expect(readTask({ type: 'slipway', only: true, downstream: true })).toEqual({ wrong: 'only, downstream' });
});
