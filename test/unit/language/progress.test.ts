import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { unknownRegistry } from '../../../server/language/workspace/unknown-registry.ts';
import { connectionOver } from '../../../server/lsp/connection.ts';
import { Folders } from '../../../server/lsp/folders.ts';
import { prepareFolders } from '../../../server/lsp/prepare-folders.ts';
import type { SessionCore } from '../../../server/lsp/session-core.ts';

interface Progress {
  kind: 'begin' | 'report' | 'end';
  title?: string;
}

/** What a client hears while the folders are prepared; looking for files takes until it hears of it where `isSlow`. */
async function heard({ canShow, isSlow }: { canShow: boolean; isSlow: boolean }): Promise<Progress[]> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const server = connectionOver(
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
    () => {},
  );
  server.onInitialize(() => ({ capabilities: {} }));
  server.listen();
  const client = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  const told: Progress[] = [];
  const begun = new Promise<void>((resolve) => {
    client.onNotification('$/progress', ({ value }: { value: Progress }) => {
      told.push(value);
      resolve();
    });
  });
  const ended = new Promise<void>((resolve) => {
    client.onNotification('window/logMessage', () => resolve());
  });
  client.onRequest('window/workDoneProgress/create', () => null);
  client.listen();
  onTestFinished(() => {
    client.dispose();
    server.dispose();
  });
  const clientCapabilities = { window: { workDoneProgress: canShow } };
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: clientCapabilities,
  });
  const folders = new Folders(() => unknownRegistry);
  folders.add('file:///nowhere');
  for (const { files } of folders.ofWorkspace())
    files.prepare = () => (isSlow && canShow ? begun : Promise.resolve());
  const core = { connection: server, folders, clientCapabilities };
  await prepareFolders(core as unknown as SessionCore, 0);
  server.console.log('all is told');
  await ended;
  return told;
}

test('reading manifests that takes long is shown, and its end', async () => {
  const told = await heard({ canShow: true, isSlow: true });
  expect(told.at(0)).toMatchObject({ kind: 'begin', title: 'Slipway: reading manifests' });
  expect(told.at(-1)).toEqual({ kind: 'end' });
});

test('what is quick, or a client cannot show, is not told of', async () => {
  expect(await heard({ canShow: true, isSlow: false })).toEqual([]);
  expect(await heard({ canShow: false, isSlow: true })).toEqual([]);
});
