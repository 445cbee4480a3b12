import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CompletionList } from 'vscode-languageserver/node';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { repository } from '../../../bed/paths.ts';

test('the built server completes over stdio', async () => {
  const server = spawn(process.execPath, [join(repository, 'dist/server/lsp.cjs'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void server.kill());
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
  const uri = 'file:///nowhere/slipway.yaml';
  await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text: 'targets: {live: {kind:}}\n' },
  });
  const list: CompletionList = await connection.sendRequest('textDocument/completion', {
    textDocument: { uri },
    position: { line: 0, character: 22 },
    context: { triggerKind: 2, triggerCharacter: ':' },
  });
  expect(list.items.map(({ label, textEdit }) => [label, textEdit?.newText])).toEqual([
    ['local', ' local'],
    ['gitops', ' gitops'],
  ]);
  await connection.sendRequest('shutdown');
});
