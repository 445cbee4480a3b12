import { describe, expect, test } from 'vitest';
import type { CodeAction } from 'vscode-languageserver/node';
import { checkDocument } from '../../../server/language/lint/check-document.ts';
import { fixAll } from '../../../server/language/lint/fix-all.ts';
import type { Rule } from '../../../server/language/lint/rule.ts';
import { unknownReference } from '../../../server/language/lint/rules/unknown-reference.ts';
import { unusedVars } from '../../../server/language/lint/rules/unused-vars.ts';
import { extractParam } from '../../../server/language/refactor/extract-param.ts';
import { applyChanges, applyFixes } from './apply-fixes.ts';
import { folderOf, readCursor } from './fixture.ts';
import { LspClient } from './lsp-client.ts';

function extracted(text: string, others: Record<string, string> = {}, file = 'dvc.yaml') {
  const { text: bare, position } = readCursor(text);
  const folder = folderOf({ ...others, [file]: bare });
  const document = folder.document(file);
  if (!document) throw new Error('no document');
  const fix = extractParam(folder, document, { start: position, end: position });
  return fix && { title: fix.title, texts: Object.fromEntries(applyFixes(folder, [fix])) };
}

describe('extracting a value to params.yaml', () => {
  test('an option of a command gets the name of the option', () => {
    expect(extracted('stages:\n  train:\n    cmd: python train.py --lr 0.|1 --n 5\n')).toEqual({
      title: 'Extract 0.1 to params.yaml as "lr"',
      texts: {
        'dvc.yaml': `stages:\n  train:\n    cmd: python train.py --lr \${lr} --n 5\n`,
        'params.yaml': 'lr: 0.1\n',
      },
    });
  });

  test('it goes under the stage where params.yaml has a mapping of that name', () => {
    const found = extracted('stages:\n  train:\n    cmd: python train.py --epochs=1|0\n', {
      'params.yaml': '# what is tuned\ntrain:\n  lr: 0.1 # rate\n',
    });
    expect(found?.texts['params.yaml']).toContain('epochs: 10');
    expect(found?.texts['params.yaml']).toContain('# rate');
    expect(found?.texts['dvc.yaml']).toContain(`--epochs=\${train.epochs}`);
  });

  test('a name that is taken is not taken again', () => {
    const found = extracted('stages:\n  train:\n    cmd: python train.py --lr |0.1\n', {
      'params.yaml': 'lr: 0.5\n',
    });
    expect(found?.texts['dvc.yaml']).toContain(`--lr \${train_lr}`);
  });

  test('a scalar field, quotes left as they are', () => {
    const found = extracted('stages:\n  train:\n    cmd: x\n    wdir: "s|ub"\n');
    expect(found?.texts['dvc.yaml']).toBe(`stages:\n  train:\n    cmd: x\n    wdir: "\${wdir}"\n`);
    expect(found?.texts['params.yaml']).toBe('wdir: sub\n');
  });

  test('beside the dvc.yaml, within a group', () => {
    const found = extracted(
      'stages:\n  each:\n    foreach: [a]\n    do:\n      cmd: run --n |3\n',
      {},
      'sub/dvc.yaml',
    );
    expect(found?.texts['sub/params.yaml']).toBe('n: 3\n');
  });

  test('neither a program, nor a file, nor a template, nor a name is extracted', () => {
    expect(extracted('stages:\n  train:\n    cmd: py|thon train.py\n')).toBeNull();
    expect(extracted('stages:\n  train:\n    cmd: python tr|ain.py\n')).toBeNull();
    expect(extracted(`stages:\n  train:\n    cmd: x --lr \${l|r}\n`)).toBeNull();
    expect(extracted('stages:\n  tr|ain:\n    cmd: x\n')).toBeNull();
    expect(extracted('stages:\n  train:\n    cmd: x\n    params: [l|r]\n')).toBeNull();
  });

  test('a params.yaml that cannot be read is left alone', () => {
    expect(extracted('stages:\n  train:\n    cmd: x --lr |1\n', { 'params.yaml': 'a: [\n' })).toBeNull();
  });
});

describe('fixing all that has one fix', () => {
  const check = (files: Record<string, string>, rules: Rule[]) => {
    const folder = folderOf(files);
    const document = folder.document('dvc.yaml');
    if (!document) throw new Error('no document');
    const changes = fixAll(checkDocument(folder, document, { rules }));
    return applyChanges(folder, changes).get('dvc.yaml');
  };

  test('several problems at once', () => {
    expect(
      check(
        {
          'params.yaml': 'lr: 1\n',
          'dvc.yaml': `vars:\n  - a: 1\n    b: 2\n    c: 3\nstages:\n  t: {cmd: "x \${lrr} \${a}"}\n`,
        },
        [unusedVars, unknownReference],
      ),
    ).toBe(`vars:\n  - a: 1\nstages:\n  t: {cmd: "x \${lr} \${a}"}\n`);
  });

  test('of two changes of one place the first is made', () => {
    const text = check({ 'dvc.yaml': 'vars: [{a: 1}, {b: 2}]\nstages:\n  t: {cmd: x}\n' }, [unusedVars]);
    expect(text).toBe('vars: [{b: 2}]\nstages:\n  t: {cmd: x}\n');
  });

  test('nothing, where no fix is sure', () => {
    expect(check({ 'dvc.yaml': `stages:\n  t: {cmd: "x \${zzz}"}\n` }, [unknownReference])).toBeUndefined();
  });
});

test('an editor is offered it where the cursor stands in a value, and gets both files', async () => {
  const client = await LspClient.start({ files: { 'params.yaml': 'seed: 1\n' } });
  await client.open('dvc.yaml', 'stages:\n  train:\n    cmd: python train.py --lr 0.1\n');
  const at = { line: 2, character: 30 };
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: client.uri('dvc.yaml') },
    range: { start: at, end: at },
    context: { diagnostics: [] },
  });
  expect(actions).toMatchObject([
    {
      title: 'Extract 0.1 to params.yaml as "lr"',
      kind: 'refactor.extract',
      edit: {
        documentChanges: [
          { textDocument: { uri: client.uri('dvc.yaml') }, edits: [{ newText: `\${lr}` }] },
          { textDocument: { uri: client.uri('params.yaml') }, edits: [{ newText: 'lr: 0.1\n' }] },
        ],
      },
    },
  ]);
});
