import { describe, expect, test } from 'vitest';
import { completionSite } from '../../../../server/language/completion/completion-site.ts';
import type { CompletionSite } from '../../../../server/language/completion/site.ts';
import { keysAt } from '../../../../server/language/completion/site-facts.ts';
import { YamlDocument } from '../../../../server/language/yaml/yaml-document.ts';
import { readCursor } from '../fixture.ts';

function at(fixture: string): CompletionSite | null {
  const { text, position } = readCursor(fixture);
  return completionSite(YamlDocument.of(text, 'dvc'), position);
}

/** In short: `key a.b` for a key of the mapping there, `value a.b` for a value, with the word that is replaced. */
function told(fixture: string): string {
  const { text, position } = readCursor(fixture);
  const yaml = YamlDocument.of(text, 'dvc');
  const site = completionSite(yaml, position);
  if (!site) return 'nothing';
  const { keyOf, valueAt, word } = site;
  const line = text.split('\n')[word.line] ?? '';
  const replaced = line.slice(word.start, word.end);
  const parts = [
    ...(keyOf ? ['key', keyOf.join('.')] : []),
    ...(valueAt ? ['value', valueAt.join('.')] : []),
    replaced && `<${replaced}>`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

describe('a key in block style', () => {
  test.each([
    ['|', 'key'],
    ['st|', 'key <st>'],
    ['stages:\n  train:\n    cmd: x\n|', 'key'],
    ['stages:\n  train:\n    cmd: x\n  |', 'key stages'],
    ['stages:\n  train:\n    cmd: x\n    |', 'key stages.train'],
    ['stages:\n  train:\n    cmd: x\n    de|', 'key stages.train <de>'],
    ['stages:\n  train:\n    de|\n    cmd: x', 'key stages.train <de>'],
    ['stages:\n  train:\n    c|md: x', 'key stages.train <cmd>'],
    ['stages:\n  train:\n    |cmd: x', 'key stages.train <cmd>'],
    ['stages:\n  train:\n    |', 'key stages.train value stages.train'],
    ['stages:\n  train:\n    outs:\n    - |', 'key stages.train.outs.0 value stages.train.outs.0'],
    [
      'stages:\n  train:\n    outs:\n    - a:\n        |',
      'key stages.train.outs.0.a value stages.train.outs.0.a',
    ],
    ['stages:\n  train:\n    outs:\n    - a\n    |', 'key stages.train'],
    ['stages:\n  train:\n    outs:\n      - a\n    |', 'key stages.train'],
    ['stages:\n  a:\n    cmd: >\n      one\n\n    |', 'key stages.a'],
    ['gates:\n  - name: a\n    |', 'key gates.0'],
    ['gates:\n  - name: a\n  - na|', 'key gates.1 value gates.1 <na>'],
    ['stages:\n  |\n  train:\n    cmd: x', 'key stages'],
  ])('%j is a %s', (fixture, expected) => expect(told(fixture)).toBe(expected));
});

describe('a value in block style', () => {
  test.each([
    ['kind: |', 'value kind'],
    ['kind:|', 'value kind'],
    ['kind: lo|', 'value kind <lo>'],
    ['kind:lo|', 'value kind <lo>'],
    ['kind: lo|cal', 'value kind <local>'],
    ['kind: | # where', 'value kind'],
    ['cron: "0 |2"', 'value cron <0 2>'],
    ['cron: "0 |', 'value cron <0 >'],
    ['deps:\n  - da|ta/a.csv', 'key deps.0 value deps.0 <data/a.csv>'],
    ['deps:\n  - a\n  - |', 'key deps.1 value deps.1'],
    ['deps:\n  - a\n  -|', 'key deps.1 value deps.1'],
    ['deps:\n  - a\n  |', 'value deps.1'],
    ['deps:\n  - a\n  |\n  - b', 'value deps.1'],
    ['deps:\n  |\n  - b', 'value deps.0'],
    ['stages:\n  a:\n    deps:\n    - x\n    - "y|"\n    outs: [z]', 'value stages.a.deps.1 <y>'],
  ])('%j is a %s', (fixture, expected) => expect(told(fixture)).toBe(expected));
});

describe('flow style', () => {
  test.each([
    ['{ a: 1, | }', 'key'],
    ['{|}', 'key'],
    ['x: { a: 1, b|: 2 }', 'key x <b>'],
    ['x: { a: | }', 'value x.a'],
    ['x: { a:|}', 'value x.a'],
    ['x: { a:lo|}', 'value x.a <lo>'],
    ['x: { a: lo|, b: 1 }', 'value x.a <lo>'],
    ['x: [a, |]', 'value x.1'],
    ['x: [a,|]', 'value x.1'],
    ['x: [|]', 'value x.0'],
    ['x: [|, b]', 'value x.0'],
    ['x: [a, b|, c]', 'value x.1 <b>'],
    ['x: [a, {n: |}]', 'value x.1.n'],
    ['x: [a, |', 'value x.1'],
    ['x: {a: 1, |\ny: 1', 'key x'],
    ['x: [\n  a,\n  |\n]', 'value x.1'],
    ['x: [{name: a, | }, {name: b}]', 'key x.0'],
    ['x: { "a|": 1 }', 'key x <a>'],
  ])('%j is a %s', (fixture, expected) => expect(told(fixture)).toBe(expected));
});

describe('nothing can be written', () => {
  test.each([
    ['in a comment', '# a |'],
    ['in a comment behind a value', 'a: 1 # x |'],
    ['behind a text in quotes', 'a: "1" |'],
    ['behind a text in quotes, in brackets', 'x: {a: "1" | }'],
    ['behind an item in brackets', 'x: [a |]'],
    ['before a value in brackets', 'x: [ | a]'],
    ['before the end of a bracket that is closed', 'x: [a]|'],
    ['below a value, deeper than its key', 'a: 1\n  |'],
    ['where the lines below would come to belong to it', 'a:\n|\n  b: 1'],
    ['between a key and its list', 'a:\n|\n- b'],
    ['before the first letter of a line', 'a:\n | b: 1'],
    ['between columns', 'a:\n    b: 1\n  |'],
    ['where its column is not that of those below', 'a:\n    |\n  b: 1'],
    ['on a line that tabs begin', 'a:\n\t|'],
  ])('%s', (_, fixture) => expect(told(fixture)).toBe('nothing'));
});

test('behind a value and a blank another word of it may come, and no other value', () => {
  for (const fixture of ['a: 1 |', 'x: {a: 1 | }']) {
    const site = at(fixture);
    expect(site?.valueAt?.at(-1)).toBe('a');
    expect(site?.word).toMatchObject({ prefix: '1 ', isWhole: false });
  }
});

test('a bracket that nobody closed ends where the lines below begin', () => {
  const { text, position } = readCursor('a:\n  b: {c: 1,|\n  b2:\n    c: 2\n    d: 3\n');
  const yaml = YamlDocument.of(text, 'core');
  const site = completionSite(yaml, position);
  expect(site && [...keysAt(yaml, site, ['a', 'b'])]).toEqual([['c', '1']]);
  expect(site && [...keysAt(yaml, site, ['a', 'b2']).keys()]).toEqual(['c', 'd']);
});

test('keys of a mapping are those of all its sections, and none is the one that is being typed', () => {
  const stages = Array.from({ length: 40 }, (_, index) => `  stage${index}:\n    cmd: x\n`).join('');
  const { text, position } = readCursor(`vars: []\nstages:\n${stages}  tr|\nmetrics: []\n`);
  const yaml = YamlDocument.of(text, 'dvc');
  const site = completionSite(yaml, position);
  expect(site?.keyOf).toEqual(['stages']);
  const keys = site && keysAt(yaml, site, ['stages']);
  expect(keys?.size).toBe(40);
  expect(keys?.has('tr')).toBe(false);
});

test('a mapping that is broken on one line has its other keys, with their values', () => {
  const fixture = 'targets:\n  live:\n    kind: local\n    po|\n    device: "cpu"\n';
  const { text } = readCursor(fixture);
  const site = at(fixture);
  const keys = site && keysAt(YamlDocument.of(text, 'core'), site, ['targets', 'live']);
  expect([...(keys ?? [])]).toEqual([
    ['kind', 'local'],
    ['device', 'cpu'],
  ]);
});
