import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { checkDocument } from '../../../server/language/lint/check-document.ts';
import { duplicateKey } from '../../../server/language/lint/rules/duplicate-key.ts';
import { stageCycle } from '../../../server/language/lint/rules/stage-cycle.ts';
import { guarded } from '../../../server/lsp/guarded.ts';
import { folderOf } from './fixture.ts';

test('a rule that throws takes no other with it', () => {
  const folder = folderOf({ 'dvc.yaml': 'stages:\n  a:\n    cmd: x\n    cmd: y\n' });
  const broken = {
    ...stageCycle,
    check: () => {
      throw new Error('broken');
    },
  };
  const faults: string[] = [];
  const document = folder.document('dvc.yaml');
  if (!document) throw new Error('the fixture has no dvc.yaml');
  const problems = checkDocument(folder, document, {
    rules: [broken, duplicateKey],
    onFault: ({ code }, error) => faults.push(`${code} ${error}`),
  });
  expect(problems.map(({ code }) => code)).toEqual(['SW101']);
  expect(faults).toEqual(['SW110 Error: broken']);
});

test('a request that fails answers nothing, is told of once with its document, and all else goes on', async () => {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const told: string[] = [];
  const server = guarded(
    createProtocolConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)),
    (text) => told.push(text),
  );
  const client = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  onTestFinished(() => {
    client.dispose();
    server.dispose();
  });
  const failure = new Error('broken');
  server.onRequest('textDocument/hover', () => {
    throw failure;
  });
  server.onRequest('textDocument/definition', () => Promise.reject(failure));
  server.onRequest('textDocument/references', () => ['here']);
  server.listen();
  client.listen();
  const params = { textDocument: { uri: 'file:///w/dvc.yaml' } };
  expect(await client.sendRequest('textDocument/hover', params)).toBeNull();
  expect(await client.sendRequest('textDocument/hover', params)).toBeNull();
  expect(await client.sendRequest('textDocument/definition', params)).toBeNull();
  expect(await client.sendRequest('textDocument/references', params)).toEqual(['here']);
  expect(told.map((text) => text.split('\n')[0])).toEqual([
    'textDocument/hover failed for file:///w/dvc.yaml: Error: broken',
    'textDocument/definition failed for file:///w/dvc.yaml: Error: broken',
  ]);
});
