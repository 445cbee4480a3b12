import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, describe as group, test, vi } from 'vitest';
import {
  FileChangeType,
  type ProtocolConnection,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { describe, LspClient, pullCapabilities } from './lsp-client.ts';

const twice = 'stages:\n  a:\n    cmd: x\n    cmd: y\n';
const once = 'stages:\n  a:\n    cmd: x\n';
const told = '4:5 SW101 "cmd" is given twice';
const start = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 0 } });

group('a client that asks for the problems of a document', () => {
  test('is told of what is wrong in it, as it is being written', async () => {
    const client = await LspClient.start();
    await client.open('dvc.yaml', twice);
    expect(await client.problems('dvc.yaml')).toEqual([told]);
    await client.change('dvc.yaml', '#', start(3));
    expect(await client.problems('dvc.yaml')).toEqual([]);
  });

  test('is told that nothing has changed where nothing has', async () => {
    const client = await LspClient.start();
    await client.open('dvc.yaml', twice);
    const { resultId } = await client.pull('dvc.yaml');
    expect(await client.pull('dvc.yaml', resultId)).toEqual({ kind: 'unchanged', resultId });
    await client.change('dvc.yaml', '\n', start(0));
    expect(await client.pull('dvc.yaml', resultId)).toMatchObject({ kind: 'full' });
  });

  test('is told of a file that is not open, and of one that lies in no folder of the workspace', async () => {
    const client = await LspClient.start({
      files: { 'in/dvc.yaml': twice, 'out/dvc.yaml': twice },
      folders: ['in'],
    });
    expect(await client.problems('in/dvc.yaml')).toEqual([told]);
    await client.open('out/dvc.yaml', once);
    expect(await client.problems('out/dvc.yaml')).toEqual([]);
  });

  test('learns where each rule is described', async () => {
    const client = await LspClient.start({ files: { 'dvc.yaml': twice } });
    const report = await client.pull('dvc.yaml');
    const [first] = report.kind === 'full' ? report.items : [];
    expect(first?.codeDescription?.href).toMatch(/docs\/rules\/SW101\.md$/);
  });
});

group('a client that asks for the problems of the whole workspace', () => {
  test('is told of every file once, and again when its problems change', async () => {
    const client = await LspClient.start({
      files: { 'dvc.yaml': twice, 'sub/dvc.yaml': twice, 'good/dvc.yaml': once },
    });
    const stream = watchWorkspace(client);
    await vi.waitFor(() => expect(stream.files().sort()).toEqual(['dvc.yaml', 'sub/dvc.yaml']));
    await client.open('dvc.yaml', twice);
    await client.change('dvc.yaml', '#', start(3));
    await vi.waitFor(() => expect(stream.files()).toHaveLength(3));
    expect(stream.last()).toMatchObject({ uri: client.uri('dvc.yaml'), items: [], version: 2 });
    expect(stream.isAnswered()).toBe(false);
  });

  test('is told of what is already known to it no second time', async () => {
    const client = await LspClient.start({ files: { 'dvc.yaml': twice, 'sub/dvc.yaml': twice } });
    const { resultId } = await client.pull('dvc.yaml');
    const stream = watchWorkspace(client, [{ uri: client.uri('dvc.yaml'), value: resultId ?? '' }]);
    await vi.waitFor(() => expect(stream.files()).toEqual(['sub/dvc.yaml']));
  });

  test('is told of what is written, and removed, on disk', async () => {
    const client = await LspClient.start({ files: { 'dvc.yaml': once }, prepare: answerRegistrations });
    const stream = watchWorkspace(client);
    await client.write('new/dvc.yaml', twice);
    // The folder alone: as when one is moved here.
    await tellOfFile(client, 'new', FileChangeType.Created);
    await vi.waitFor(() => expect(stream.files()).toEqual(['new/dvc.yaml']));
    await rm(join(client.root, 'new'), { recursive: true });
    await tellOfFile(client, 'new', FileChangeType.Deleted);
    await vi.waitFor(() => expect(stream.files()).toEqual(['new/dvc.yaml', 'new/dvc.yaml']));
    expect(stream.last()).toMatchObject({ items: [] });
  });

  test('gets an end as soon as it no longer wants an answer', async () => {
    const client = await LspClient.start({ files: { 'dvc.yaml': twice } });
    const stream = watchWorkspace(client);
    await vi.waitFor(() => expect(stream.files()).toEqual(['dvc.yaml']));
    stream.cancel();
    await expect(stream.answer).resolves.toEqual({ items: [] });
  });

  test('and takes no partial results gets one answer when there is something to tell', async () => {
    const client = await LspClient.start({ files: { 'dvc.yaml': once } });
    const answer = client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', {
      previousResultIds: [],
    });
    await client.open('dvc.yaml', twice);
    const { items } = await answer;
    expect(items.map(({ uri }) => client.locationOf(uri))).toEqual(['dvc.yaml']);
  });

  test('is told of a folder in a folder by the inner one alone, and of one that is added', async () => {
    const client = await LspClient.start({
      files: { 'a/dvc.yaml': twice, 'a/b/dvc.yaml': twice, 'c/dvc.yaml': twice },
      folders: ['a', 'a/b'],
    });
    const stream = watchWorkspace(client);
    await vi.waitFor(() => expect(stream.files().sort()).toEqual(['a/b/dvc.yaml', 'a/dvc.yaml']));
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: client.uri('c'), name: 'c' }], removed: [{ uri: client.uri('a'), name: 'a' }] },
    });
    await vi.waitFor(() => expect(stream.files().slice(2).sort()).toEqual(['a/dvc.yaml', 'c/dvc.yaml']));
  });
});

test('a client is told to ask again when something on disk has changed what stands in an open file', async () => {
  let refreshes = 0;
  const client = await LspClient.start({
    capabilities: {
      ...pullCapabilities,
      workspace: {
        ...pullCapabilities.workspace,
        diagnostics: { refreshSupport: true },
        didChangeWatchedFiles: { dynamicRegistration: true },
      },
    },
    prepare: (connection) => {
      answerRegistrations(connection);
      connection.onRequest('workspace/diagnostic/refresh', () => {
        refreshes++;
        return null;
      });
    },
  });
  await client.open('dvc.yaml', 'stages:\n  a: {cmd: x, deps: [sub/b.txt], outs: [a.txt]}\n');
  const codes = async () => (await client.problems('dvc.yaml')).map((line) => line.split(' ')[1]);
  expect(await codes()).not.toContain('SW110');
  await client.write('sub/dvc.yaml', 'stages:\n  b: {cmd: x, deps: [../a.txt], outs: [b.txt]}\n');
  await tellOfFile(client, 'sub/dvc.yaml', FileChangeType.Created);
  await vi.waitFor(() => expect(refreshes).toBe(1));
  expect(await codes()).toContain('SW110');
});

test('a client that cannot ask is told of open files and of all others', async () => {
  const client = await LspClient.start({
    capabilities: {},
    files: { 'dvc.yaml': once, 'sub/dvc.yaml': twice },
  });
  await client.open('dvc.yaml', twice);
  await vi.waitFor(() => expect(client.published.get('dvc.yaml')?.map(describe)).toEqual([told]));
  await vi.waitFor(() => expect(client.published.get('sub/dvc.yaml')?.map(describe)).toEqual([told]));
  await client.change('dvc.yaml', '#', start(3));
  await vi.waitFor(() => expect(client.published.get('dvc.yaml')).toEqual([]));
});

test('without anybody who tells of changes, a file on disk is looked at again', async () => {
  const client = await LspClient.start({ files: { 'dvc.yaml': twice } });
  expect(await client.problems('dvc.yaml')).toEqual([told]);
  await client.write('dvc.yaml', once);
  await vi.waitFor(async () => expect(await client.problems('dvc.yaml')).toEqual([]), { timeout: 5000 });
});

test('a text without a file is looked at by its language, and one with a path to be by its name', async () => {
  const client = await LspClient.start();
  await client.openUri('untitled:Untitled-1', 'name: x\nname: y\n', 'slipway-model');
  await client.openUri('untitled:Untitled-2', 'name: x\nname: y\n', 'yaml');
  const path = client.uri('dvc.yaml').replace('file://', '');
  await client.openUri(`untitled:${path}`, twice);
  const codes = async (uri: string) => {
    const report = await client.request<{ items: { code: string }[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    return report.items.map(({ code }) => code);
  };
  expect(await codes('untitled:Untitled-1')).toContain('SW101');
  expect(await codes('untitled:Untitled-2')).toEqual([]);
  expect(await codes(`untitled:${path}`)).toEqual(['SW101']);
});

function answerRegistrations(connection: ProtocolConnection): void {
  connection.onRequest('client/registerCapability', () => null);
}

async function tellOfFile(client: LspClient, location: string, type: FileChangeType): Promise<void> {
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: client.uri(location), type }],
  });
}

/** Asks as VS Code's client does, with partial results. */
function watchWorkspace(client: LspClient, previousResultIds: { uri: string; value: string }[] = []) {
  const items: WorkspaceDocumentDiagnosticReport[] = [];
  let isAnswered = false;
  const { cancel, answer } = client.cancellable<WorkspaceDiagnosticReport>(
    'workspace/diagnostic',
    { identifier: 'slipway', previousResultIds },
    (part: WorkspaceDiagnosticReport) => items.push(...part.items),
  );
  // One that is still held open ends with the test.
  const settled = () => {
    isAnswered = true;
  };
  answer.then(settled, settled);
  return {
    answer,
    cancel,
    isAnswered: () => isAnswered,
    files: () => items.map(({ uri }) => client.locationOf(uri)),
    last: () => items.at(-1),
  };
}
