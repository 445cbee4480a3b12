import { expect, test } from 'vitest';
import type { CompletionItem, CompletionList } from 'vscode-languageserver-types';
import { LspClient } from '../lsp-client.ts';

const text = `stages:
  prepare:
    cmd: python prepare.py
    outs: [clean.csv]
  train:
    cmd: python train.py
    deps:
      - 
`;
const position = { line: 7, character: 8 };

async function started(): Promise<LspClient> {
  const client = await LspClient.start({ files: { 'train.py': '' } });
  await client.open('dvc.yaml', text);
  return client;
}

test('the server says that it completes, and answers with the outs of other stages first', async () => {
  const client = await started();
  expect(client.hello.capabilities.completionProvider?.resolveProvider).toBe(true);
  const list = await client.request<CompletionList>('textDocument/completion', {
    textDocument: { uri: client.uri('dvc.yaml') },
    position,
  });
  expect(list.items.map(({ label }) => label)).toEqual(['clean.csv', 'train.py']);
  expect(list.isIncomplete).toBe(false);
});

test('documentation that takes work comes for the item that is looked at', async () => {
  const client = await started();
  const list = await client.request<CompletionList>('textDocument/completion', {
    textDocument: { uri: client.uri('dvc.yaml') },
    position,
  });
  const [item] = list.items;
  expect(item?.documentation).toBeUndefined();
  const resolved = await client.request<CompletionItem>('completionItem/resolve', item ?? {});
  expect(resolved.documentation).toEqual({
    kind: 'markdown',
    value: 'Made by stage `prepare`\n\n```sh\npython prepare.py\n```',
  });
});

test('a blank that indents a line brings no list', async () => {
  const client = await started();
  const answer = await client.request('textDocument/completion', {
    textDocument: { uri: client.uri('dvc.yaml') },
    position: { line: 8, character: 0 },
    context: { triggerKind: 2, triggerCharacter: ' ' },
  });
  expect(answer).toBeNull();
});

test('a client without snippets and indentation of its own gets neither', async () => {
  const client = await started();
  await client.change('dvc.yaml', `${text}    `);
  const list = await client.request<CompletionList>('textDocument/completion', {
    textDocument: { uri: client.uri('dvc.yaml') },
    position: { line: 8, character: 4 },
  });
  expect(list.items.length).toBeGreaterThan(5);
  for (const { insertTextFormat, textEdit } of list.items) {
    expect(insertTextFormat).toBeUndefined();
    expect(textEdit?.newText).not.toContain('\n');
  }
});
