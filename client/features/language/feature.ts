import * as vscode from 'vscode';
import type { Feature } from '../../host/host.ts';
import type { StartedServer } from './start.ts';

const manifests = ['**/dvc.yaml', '**/params.yaml', '**/slipway.yaml', '**/*.model.yaml', '**/*.data.yaml'];

/** The language server, from the first manifest that is shown on. */
export const languageFeature: Feature = ({ context, log }) => {
  const selector = manifests.map((pattern) => ({ scheme: 'file', pattern }));
  let started: Promise<StartedServer> | null = null;
  const start = async () => {
    const { startServer } = await import('./start.ts');
    return startServer(context.asAbsolutePath('dist/server/lsp.cjs'), selector);
  };
  const consider = (document: vscode.TextDocument) => {
    if (vscode.languages.match(selector, document) === 0) return;
    started ??= start();
    started.catch((error) => log.error('The language server did not start.', error));
  };
  for (const document of vscode.workspace.textDocuments) consider(document);
  return vscode.Disposable.from(vscode.workspace.onDidOpenTextDocument(consider), {
    dispose: () => void started?.then((server) => server.stop()),
  });
};
