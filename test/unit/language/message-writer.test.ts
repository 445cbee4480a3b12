import { PassThrough, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { StreamMessageReader } from 'vscode-languageserver/node';
import { WholeMessageWriter } from '../../../server/lsp/message-writer.ts';

test('each message is one write, and is read as it was whatever its letters', async () => {
  const wire = new PassThrough();
  const chunks: Buffer[] = [];
  wire.on('data', (chunk: Buffer) => chunks.push(chunk));
  const read: unknown[] = [];
  new StreamMessageReader(wire).listen((message) => read.push(message));
  const writer = new WholeMessageWriter(wire);
  const messages = ['plain', 'größer', '🐍\r\n\r\nContent-Length: 3'].map((method) => ({
    jsonrpc: '2.0',
    method,
  }));
  await Promise.all(messages.map((message) => writer.write(message)));
  await expect.poll(() => read).toEqual(messages);
  expect(chunks).toHaveLength(messages.length);
});

test('who writes, and who listens for errors, is told of a stream that breaks', async () => {
  const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
  const writer = new WholeMessageWriter(broken);
  const errors: Error[] = [];
  writer.onError(([error]) => errors.push(error));
  await expect(writer.write({ jsonrpc: '2.0' })).rejects.toThrow('EPIPE');
  await expect.poll(() => errors.map(({ message }) => message)).toEqual(['EPIPE']);
});
