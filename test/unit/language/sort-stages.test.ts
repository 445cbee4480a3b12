import { expect, test } from 'vitest';
import type { CodeAction } from 'vscode-languageserver/node';
import { parse } from 'yaml';
import { sortStages } from '../../../server/language/refactor/sort-stages.ts';
import { applyChanges } from './apply-fixes.ts';
import { folderOf } from './fixture.ts';
import { LspClient } from './lsp-client.ts';

/** The text once it is sorted; the same where there is nothing to do. */
function sorted(text: string, file = 'dvc.yaml'): string {
  const folder = folderOf({ [file]: text });
  const document = folder.document(file);
  return (document && applyChanges(folder, sortStages(document)).get(file)) ?? text;
}

const cases: Record<string, [before: string, after: string]> = {
  'keys in one order, lists by name, comments with what they stand behind or above': [
    `stages:
  train: # the model
    outs:
      - model.pkl # big
      - log.txt
    # how
    cmd: python train.py
    deps:
      - train.py
      - data.csv:
          hash: md5
    mine: 1
    params:
      - other.yaml:
          - b
          - a
      - lr
  after: {cmd: x}
`,
    `stages:
  train: # the model
    # how
    cmd: python train.py
    deps:
      - data.csv:
          hash: md5
      - train.py
    params:
      - lr
      - other.yaml:
          - a
          - b
    outs:
      - log.txt
      - model.pkl # big
    mine: 1
  after: {cmd: x}
`,
  ],
  'brackets, and a group': [
    'stages:\n  a: {outs: [z, "b"], cmd: x, deps: [c, a]}\n  g:\n    do:\n      deps: [b, a]\n      cmd: x\n    foreach: [2, 1]\n',
    'stages:\n  a: {cmd: x, deps: [a, c], outs: ["b", z]}\n  g:\n    do:\n      cmd: x\n      deps: [a, b]\n    foreach: [2, 1]\n',
  ],
  'lists between the lines that cut them into groups': [
    'stages:\n  a:\n    cmd: x\n    deps:\n      # code\n      - b.py\n      - a.py\n      # data\n      - z.csv\n\n      - y.csv\n      - x.csv\n',
    'stages:\n  a:\n    cmd: x\n    deps:\n      # code\n      - a.py\n      - b.py\n      # data\n      - z.csv\n\n      - x.csv\n      - y.csv\n',
  ],
  'a last line without an end': [
    'stages:\n  a:\n    deps:\n    - b\n    - a\n    cmd: x',
    'stages:\n  a:\n    cmd: x\n    deps:\n    - a\n    - b',
  ],
  'line ends of Windows': [
    'stages:\r\n  a:\r\n    deps:\r\n    - b\r\n    - a\r\n    cmd: x\r\n',
    'stages:\r\n  a:\r\n    cmd: x\r\n    deps:\r\n    - a\r\n    - b\r\n',
  ],
  'a command of several lines goes as a whole': [
    'stages:\n  a:\n    outs: [o]\n    cmd: |\n      one\n\n      # two\n      three\n    deps: [d]\n',
    'stages:\n  a:\n    cmd: |\n      one\n\n      # two\n      three\n    deps: [d]\n    outs: [o]\n',
  ],
};

test.each(Object.entries(cases))('%s', (_, [before, after]) => {
  expect(sorted(before)).toBe(after);
  expect(sorted(after)).toBe(after);
  // Another reader finds the same in it, but for the order of lists.
  expect(unordered(parse(after))).toEqual(unordered(parse(before)));
});

test.each([
  [
    'blank lines between keys are the order of whoever wrote them',
    'stages:\n  a:\n    outs: [o]\n\n    cmd: x\n',
  ],
  ['commands are run in their order', 'stages:\n  a:\n    cmd:\n      - b\n      - a\n'],
  [
    'an alias must come after its anchor',
    'stages:\n  a:\n    deps: [z, &one b]\n    outs: [*one, a]\n    cmd: x\n',
  ],
  ['merge keys', 'base: &b {cmd: x}\nstages:\n  a:\n    outs: [z, a]\n    <<: *b\n'],
  ['brackets over several lines', 'stages:\n  a:\n    cmd: x\n    deps: [\n      b, # two\n      a]\n'],
  ['a text that is no YAML', 'stages:\n  a:\n    outs: [b, a\n    cmd: x\n'],
])('left as it is: %s', (_, text) => {
  expect(sorted(text)).toBe(text);
});

test('other manifests have an order that means something', () => {
  expect(sorted('stages:\n  a:\n    outs: [b, a]\n    cmd: x\n', 'params.yaml')).toContain('[b, a]');
});

test('it is a source action, which an editor can also take when it saves', async () => {
  const client = await LspClient.start();
  await client.open('dvc.yaml', 'stages:\n  a:\n    deps: [b, a]\n    cmd: x\n');
  const actions = (only?: string[]): Promise<CodeAction[]> =>
    client.request('textDocument/codeAction', {
      textDocument: { uri: client.uri('dvc.yaml') },
      range: { start: { line: 2, character: 4 }, end: { line: 2, character: 4 } },
      context: { diagnostics: [], ...(only && { only }) },
    });
  const [sort, ...others] = await actions(['source.sort']);
  expect(others).toEqual([]);
  expect(sort).toMatchObject({
    title: 'Sort the keys and lists of stages',
    kind: 'source.sort.slipway',
    edit: { documentChanges: [{ edits: [{ newText: '    cmd: x\n    deps: [a, b]\n' }] }] },
  });
  expect((await actions()).map(({ kind }) => kind)).not.toContain('source.sort.slipway');
});

function unordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(unordered(item))).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unordered(item)]));
}
