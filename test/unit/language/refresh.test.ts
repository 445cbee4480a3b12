import { expect, test, vi } from 'vitest';
import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  DiagnosticRefreshRequest,
  type InlayHint,
  InlayHintRefreshRequest,
} from 'vscode-languageserver/node';
import { LspClient, pullCapabilities } from './lsp-client.ts';

const requests = [InlayHintRefreshRequest.type, CodeLensRefreshRequest.type, DiagnosticRefreshRequest.type];
const pipeline = 'stages:\n  train:\n    cmd: python train.py\n    params:\n      - lr\n';
const start = { line: 0, character: 0 };

/** A client with a pipeline open, and what it is told to ask again. */
async function clientWith(workspace: ClientCapabilities['workspace']) {
  const asked: string[] = [];
  const client = await LspClient.start({
    files: { 'dvc.yaml': pipeline, 'params.yaml': 'lr: 1\n' },
    capabilities: { ...pullCapabilities, workspace: { ...pullCapabilities.workspace, ...workspace } },
    prepare: (connection) => {
      for (const { method } of requests) connection.onRequest(method, () => void asked.push(method));
    },
  });
  await client.open('dvc.yaml', pipeline);
  await client.open('params.yaml', 'lr: 1\n');
  const hints = async () => {
    const found = await client.request<InlayHint[]>('textDocument/inlayHint', {
      textDocument: { uri: client.uri('dvc.yaml') },
      range: { start, end: { line: 10, character: 0 } },
    });
    return found.map(({ label }) => label);
  };
  return { client, asked, hints };
}

test('an edit of another file has hints, lenses and problems asked for again, which are then others', async () => {
  const { client, asked, hints } = await clientWith({
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    diagnostics: { refreshSupport: true },
  });
  expect(await hints()).toEqual(['= 1']);
  expect(await client.problems('dvc.yaml')).toEqual([]);
  await vi.waitFor(() => expect(asked).toContain(InlayHintRefreshRequest.method), 5000);
  asked.length = 0;
  await client.change('params.yaml', 'rate: 2\n');
  await vi.waitFor(() => expect(new Set(asked)).toEqual(new Set(requests.map(({ method }) => method))), 5000);
  expect(await hints()).toEqual([]);
  expect(await client.problems('dvc.yaml')).toEqual([expect.stringContaining('SW115')]);
});

test('a client that takes no such request is sent none', async () => {
  const { client, asked, hints } = await clientWith({ codeLens: { refreshSupport: true } });
  await client.change('params.yaml', 'lr: 2\n');
  await vi.waitFor(() => expect(asked).toContain(CodeLensRefreshRequest.method), 5000);
  expect(await hints()).toEqual(['= 2']);
  expect(new Set(asked)).toEqual(new Set([CodeLensRefreshRequest.method]));
});
