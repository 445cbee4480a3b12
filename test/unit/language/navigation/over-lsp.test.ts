import { expect, test } from 'vitest';
import type {
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  DocumentLink,
  DocumentSymbol,
  LocationLink,
  SymbolInformation,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { LspClient, pullCapabilities } from '../lsp-client.ts';

const pipeline = `stages:
  prepare:
    cmd: python prepare.py
    outs: [clean.csv]
  train:
    cmd: python train.py --lr \${lr}
    deps: [train.py, clean.csv]
`;
const files = { 'dvc.yaml': pipeline, 'params.yaml': 'lr: 1\n', 'train.py': '' };
const inDep = { line: 6, character: 24 };

test('a definition is a link with the letters that it is of, where the client knows links', async () => {
  const capabilities = { ...pullCapabilities, textDocument: { definition: { linkSupport: true } } };
  const client = await LspClient.start({ files, capabilities });
  await client.open('dvc.yaml', pipeline);
  const textDocument = { uri: client.uri('dvc.yaml') };
  const [link] = await client.request<LocationLink[]>('textDocument/definition', {
    textDocument,
    position: inDep,
  });
  expect(link).toMatchObject({
    originSelectionRange: { start: { line: 6, character: 21 }, end: { line: 6, character: 30 } },
    targetUri: client.uri('dvc.yaml'),
    targetSelectionRange: { start: { line: 3, character: 11 } },
  });
});

test('a rename changes open files by their version, closed ones on disk, and the file itself last', async () => {
  const client = await LspClient.start({
    files: { ...files, 'clean.csv': 'a\n', 'sales.data.yaml': 'path: clean.csv\n' },
  });
  await client.open('dvc.yaml', pipeline);
  const textDocument = { uri: client.uri('dvc.yaml') };
  const edit = await client.request<WorkspaceEdit>('textDocument/rename', {
    textDocument,
    position: inDep,
    newName: 'tidy.csv',
  });
  expect(edit.documentChanges).toEqual([
    {
      textDocument: { uri: client.uri('dvc.yaml'), version: 1 },
      edits: [
        {
          range: { start: { line: 3, character: 11 }, end: { line: 3, character: 20 } },
          newText: 'tidy.csv',
        },
        {
          range: { start: { line: 6, character: 21 }, end: { line: 6, character: 30 } },
          newText: 'tidy.csv',
        },
      ],
    },
    {
      textDocument: { uri: client.uri('sales.data.yaml'), version: null },
      edits: [
        { range: { start: { line: 0, character: 6 }, end: { line: 0, character: 15 } }, newText: 'tidy.csv' },
      ],
    },
    { kind: 'rename', oldUri: client.uri('clean.csv'), newUri: client.uri('tidy.csv') },
  ]);
});

test('a rename that cannot be is refused with its reason', async () => {
  const client = await LspClient.start({ files });
  await client.open('dvc.yaml', pipeline);
  const textDocument = { uri: client.uri('dvc.yaml') };
  const position = { line: 1, character: 3 };
  expect(await client.request('textDocument/prepareRename', { textDocument, position })).toEqual({
    range: { start: { line: 1, character: 2 }, end: { line: 1, character: 9 } },
    placeholder: 'prepare',
  });
  const refused = client.request('textDocument/rename', { textDocument, position, newName: 'train' });
  await expect(refused).rejects.toThrow(
    'There is a stage "train" already, in dvc.yaml:5; choose another name.',
  );
});

test('a file that the editor renames is mended in the manifests of all folders, open or not', async () => {
  const client = await LspClient.start({
    files: {
      'one/dvc.yaml': 'stages:\n  a: {cmd: python train.py, deps: [train.py]}\n',
      'one/train.py': '',
      'two/dvc.yaml': 'stages:\n  b: {cmd: python ../one/train.py, deps: [../one/train.py]}\n',
    },
    folders: ['one', 'two'],
  });
  expect(client.hello.capabilities.workspace).toMatchObject({
    workspaceFolders: { supported: true },
    fileOperations: { willRename: { filters: [{ pattern: { glob: '**/*' } }] } },
  });
  const edit = await client.request<WorkspaceEdit>('workspace/willRenameFiles', {
    files: [{ oldUri: client.uri('one/train.py'), newUri: client.uri('one/fit.py') }],
  });
  expect(edit.documentChanges).toMatchObject([
    {
      textDocument: { uri: client.uri('one/dvc.yaml') },
      edits: [{ newText: 'fit.py' }, { newText: 'fit.py' }],
    },
    {
      textDocument: { uri: client.uri('two/dvc.yaml') },
      edits: [{ newText: '../one/fit.py' }, { newText: '../one/fit.py' }],
    },
  ]);
});

test('symbols, links, highlights, references and calls are answered', async () => {
  const client = await LspClient.start({ files });
  await client.open('dvc.yaml', pipeline);
  const textDocument = { uri: client.uri('dvc.yaml') };
  const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument });
  expect(symbols.map(({ name }) => name)).toEqual(['stages']);
  const found = await client.request<SymbolInformation[]>('workspace/symbol', { query: 'trn' });
  expect(found.map(({ name, containerName }) => [name, containerName])).toEqual([
    ['train', 'stage in dvc.yaml'],
  ]);
  const links = await client.request<DocumentLink[]>('textDocument/documentLink', { textDocument });
  expect(links.map(({ target }) => target)).toEqual([client.uri('train.py'), client.uri('train.py')]);
  expect(
    await client.request('textDocument/documentHighlight', { textDocument, position: inDep }),
  ).toHaveLength(2);
  const context = { includeDeclaration: false };
  expect(
    await client.request('textDocument/references', { textDocument, position: inDep, context }),
  ).toHaveLength(1);
  const [item] = await client.request<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', {
    textDocument,
    position: { line: 4, character: 3 },
  });
  expect(item).toMatchObject({ name: 'train', detail: 'python train.py --lr 1' });
  const calls = await client.request<CallHierarchyOutgoingCall[]>('callHierarchy/outgoingCalls', { item });
  expect(calls.map(({ to }) => to.name)).toEqual(['prepare']);
});
