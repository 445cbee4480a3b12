import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

export interface StartedServer {
  stop(): Promise<void>;
}

/** Resolves once the server has told what it can do. */
export async function startServer(
  module: string,
  documentSelector: { scheme: string; pattern: string }[],
): Promise<StartedServer> {
  const client = new LanguageClient(
    'slipway',
    'Slipway Language Server',
    { module, transport: TransportKind.ipc },
    { documentSelector },
  );
  await client.start();
  return { stop: () => client.stop() };
}
