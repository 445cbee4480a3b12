import { describe, expect, test } from 'vitest';
import { checkDocument } from '../../../server/language/lint/check-document.ts';
import { silencingFixes } from '../../../server/language/lint/silence.ts';
import { applyFixes } from './apply-fixes.ts';
import { folderOf } from './fixture.ts';

const twice = 'stages:\n  a:\n    cmd: x\n    cmd: y\n';

test.each([
  {
    what: 'a plain line',
    before: twice,
    after: 'stages:\n  a:\n    cmd: x\n    cmd: y # slipway-ignore SW101\n',
  },
  {
    what: 'a line with a comment of its own',
    before: twice.replace('cmd: y', 'cmd: y # why'),
    after: 'stages:\n  a:\n    cmd: x\n    cmd: y # why # slipway-ignore SW101\n',
  },
  {
    what: 'a line that silences another rule',
    before: twice.replace('cmd: y', 'cmd: y # slipway-ignore SW100'),
    after: 'stages:\n  a:\n    cmd: x\n    cmd: y # slipway-ignore SW100 SW101\n',
  },
  {
    what: 'a text that goes on in the next line',
    before: twice.replace('cmd: y', 'cmd: y\n      --fast'),
    after: 'stages:\n  a:\n    cmd: x\n    # slipway-ignore SW101\n    cmd: y\n      --fast\n',
  },
  {
    what: 'the head of a block',
    before: twice.replace('cmd: y', 'cmd: |\n      y'),
    after: 'stages:\n  a:\n    cmd: x\n    cmd: | # slipway-ignore SW101\n      y\n',
  },
  {
    what: 'lines that end with CRLF',
    before: twice.replaceAll('\n', '\r\n'),
    after: 'stages:\r\n  a:\r\n    cmd: x\r\n    cmd: y # slipway-ignore SW101\r\n',
  },
])('a rule is silenced on $what, and the text means what it did', ({ before, after }) => {
  const { texts, left } = take(before, 'Silence SW101 on this line');
  expect(texts.get('dvc.yaml')).toBe(after);
  expect(left).toEqual([]);
});

test('a rule is silenced in the whole file, behind those that are already', () => {
  const first = take(twice, 'Silence SW101 in this file');
  expect(first.texts.get('dvc.yaml')).toBe(`# slipway-ignore-file SW101\n${twice}`);
  expect(first.left).toEqual([]);
  const second = take(`# slipway-ignore-file SW140\n${twice}`, 'Silence SW101 in this file');
  expect(second.texts.get('dvc.yaml')).toBe(`# slipway-ignore-file SW140 SW101\n${twice}`);
});

describe('a rule is silenced in the workspace', () => {
  test.each([
    { what: 'a slipway.yaml that is not there', before: null, after: 'slipway: 1\nrules:\n  SW101: "off"\n' },
    { what: 'one without rules', before: 'slipway: 1', after: 'slipway: 1\nrules:\n  SW101: "off"\n' },
    {
      what: 'one with rules in a block',
      before: 'slipway: 1\nrules:\n  SW140: hint\n',
      after: 'slipway: 1\nrules:\n  SW101: "off"\n  SW140: hint\n',
    },
    {
      what: 'one with rules in braces',
      before: 'slipway: 1\nrules: {SW140: "off"}\n',
      after: 'slipway: 1\nrules: {SW101: "off", SW140: "off"}\n',
    },
    { what: 'empty braces', before: 'rules: {}\n', after: 'rules: {SW101: "off"}\n' },
    { what: 'one with rules: and nothing else', before: 'rules:\n', after: 'rules:\n  SW101: "off"\n' },
    {
      what: 'one that gives it another severity',
      before: 'rules:\n  SW101: warning\n',
      after: 'rules:\n  SW101: "off"\n',
    },
  ])('in $what', ({ before, after }) => {
    const { texts } = take(twice, 'Silence SW101 in this workspace', before);
    expect(texts.get('slipway.yaml')).toBe(after);
  });

  test('but not in one that is no YAML', () => {
    expect(() => take(twice, 'Silence SW101 in this workspace', 'rules: [\n')).toThrow('no such fix');
  });
});

/** Takes the fix of the one problem of a dvc.yaml; what is left to be told of it then. */
function take(text: string, title: string, workspace: string | null = null) {
  const folder = folderOf({ 'dvc.yaml': text, ...(workspace !== null && { 'slipway.yaml': workspace }) });
  const document = folder.document('dvc.yaml');
  const [problem] = document ? checkDocument(folder, document) : [];
  if (!document || !problem) throw new Error('the text has no problem');
  const fix = silencingFixes(folder, document, problem).find((candidate) => candidate.title === title);
  if (!fix) throw new Error('no such fix');
  const texts = applyFixes(folder, [fix]);
  const changed = folder.open('dvc.yaml', texts.get('dvc.yaml') ?? text);
  return { texts, left: changed ? checkDocument(folder, changed).map(({ message }) => message) : [] };
}
