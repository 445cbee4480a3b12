import { expect, test } from 'vitest';
import type { CodeAction } from 'vscode-languageserver/node';
import { LspClient } from './lsp-client.ts';

const misspelt = 'stages:\n  a:\n    comand: x\n    dep: [y]\n';

test('fixes come first, then all of their rule, then how not to be told', async () => {
  const client = await LspClient.start();
  await client.open('dvc.yaml', misspelt);
  const actions = await actionsAt(client, 3);
  const titles = actions.map(({ title }) => title);
  expect(titles.slice(-3)).toEqual([
    'Silence SW102 on this line',
    'Silence SW102 in this file',
    'Silence SW102 in this workspace',
  ]);
  expect(titles).toContain('Fix all SW102 in this file');
  expect(titles.indexOf('Fix all SW102 in this file')).toBeGreaterThan(0);
  expect(actions.filter(({ isPreferred }) => isPreferred).map(({ title }) => titles.indexOf(title))).toEqual([
    0,
  ]);
  expect(actions[0]?.diagnostics?.[0]?.code).toBe('SW102');
});

test('fix-all takes the preferred fix of every problem, and is given only to who asks for it', async () => {
  const client = await LspClient.start();
  await client.open('dvc.yaml', misspelt);
  const [all, ...others] = await actionsAt(client, 0, ['source.fixAll']);
  expect(others).toEqual([]);
  expect(all?.kind).toBe('source.fixAll.slipway');
  expect(JSON.stringify(all?.edit)).toMatch(/cmd.*deps|deps.*cmd/);
  expect((await actionsAt(client, 3)).map(({ kind }) => kind)).not.toContain('source.fixAll.slipway');
});

test('edits are of the version that they were worked out from', async () => {
  const client = await LspClient.start();
  await client.open('dvc.yaml', 'stages: {}\n');
  await client.change('dvc.yaml', misspelt);
  const [first] = await actionsAt(client, 3);
  expect(first?.edit?.documentChanges).toMatchObject([
    { textDocument: { uri: client.uri('dvc.yaml'), version: 2 } },
  ]);
});

test('a file that is not there is made', async () => {
  const client = await LspClient.start();
  await client.open('dvc.yaml', misspelt);
  const actions = await actionsAt(client, 3);
  const silence = actions.find(({ title }) => title === 'Silence SW102 in this workspace');
  expect(silence?.edit?.documentChanges).toMatchObject([
    { kind: 'create', uri: client.uri('slipway.yaml'), options: { ignoreIfExists: true } },
    { textDocument: { version: null }, edits: [{ newText: 'slipway: 1\nrules:\n  SW102: "off"\n' }] },
  ]);
});

function actionsAt(client: LspClient, line: number, only?: string[]): Promise<CodeAction[]> {
  return client.request('textDocument/codeAction', {
    textDocument: { uri: client.uri('dvc.yaml') },
    range: { start: { line, character: 4 }, end: { line, character: 4 } },
    context: { diagnostics: [], ...(only && { only }) },
  });
}
