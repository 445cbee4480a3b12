import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { formatted, formattingEdits } from '../../../../server/language/formatting/format.ts';
import { ManifestDocument } from '../../../../server/language/workspace/manifest-document.ts';
import { repository } from '../../../bed/paths.ts';

function pipeline(text: string): ManifestDocument {
  return ManifestDocument.of('dvc.yaml', 'pipeline', text);
}

describe('formatting a manifest', () => {
  test('each level has two spaces, blanks at ends of lines and repeated blank lines go, comments stay', () => {
    const text = `# top
stages:
    train:   # why
        cmd: >
            python train.py
              --lr 1
        # about deps
        deps:
        - a.csv  \u0020
        - {a: 1,
           b: 2}


        # last
    each:
        foreach:
            - a: 1
              c: 2
        do: {cmd: "x
              y"}`;
    expect(formatted(pipeline(text))).toBe(`# top
stages:
  train:   # why
    cmd: >
        python train.py
          --lr 1
    # about deps
    deps:
    - a.csv
    - {a: 1,
       b: 2}

    # last
  each:
    foreach:
    - a: 1
      c: 2
    do: {cmd: "x
          y"}
`);
  });

  test('a list that stands to the right of its key stays there', () => {
    const text = 'stages:\n   a:\n      cmd: x\n      deps:\n         - b\n';
    expect(formatted(pipeline(text))).toBe('stages:\n  a:\n    cmd: x\n    deps:\n      - b\n');
  });

  test('line breaks of Windows stay', () => {
    expect(formatted(pipeline('stages:\r\n    a:\r\n        cmd: x  \r\n'))).toBe(
      'stages:\r\n  a:\r\n    cmd: x\r\n',
    );
  });

  test.each([
    ['what is no YAML', 'stages:\n   a: [\n'],
    ['blanks within a value that would be lost', 'a: |\n    x\n      \n\n\nb: 1\n'],
    ['nothing', ''],
  ])('%s is left alone', (_, text) => {
    expect(formatted(pipeline(text))).toBe(text);
  });

  test('one edit touches only what differs', () => {
    const text = 'stages:\n  a:\n     cmd: x\n  b:\n    cmd: y\n';
    const document = TextDocument.create('file:///dvc.yaml', 'yaml', 0, text);
    const edits = formattingEdits(pipeline(text));
    expect(edits).toEqual([
      { range: { start: { line: 2, character: 4 }, end: { line: 2, character: 5 } }, newText: '' },
    ]);
    expect(TextDocument.applyEdits(document, edits)).toBe(formatted(pipeline(text)));
  });

  const manifests = globSync('{examples,test/workspaces}/**/*.yaml', { cwd: repository });
  test.each(manifests)('%s is formatted once and for all', (file) => {
    const once = formatted(pipeline(readFileSync(join(repository, file), 'utf8')));
    expect(formatted(pipeline(once))).toBe(once);
  });
});
