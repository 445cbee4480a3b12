import * as vscode from 'vscode';
import type { Feature, Host } from '../../host/host.ts';
import { manifestGlob, manifestSelector } from './manifests.ts';
import type { StartedServer } from './start.ts';

/** The language server: from the first manifest on that is shown, or lies in the workspace. */
export const languageFeature: Feature = (host) => {
  const disposed = new vscode.CancellationTokenSource();
  let started: Promise<StartedServer | null> | null = null;
  const start = () => {
    started ??= startOnce(host);
  };
  const consider = (document: vscode.TextDocument) => {
    if (vscode.languages.match(manifestSelector, document) > 0) start();
  };
  const look = async () => {
    if (started) return;
    const [first] = await vscode.workspace.findFiles(manifestGlob, undefined, 1, disposed.token);
    if (first && !disposed.token.isCancellationRequested) start();
  };
  for (const document of vscode.workspace.textDocuments) consider(document);
  void look();
  return vscode.Disposable.from(
    disposed,
    vscode.workspace.onDidOpenTextDocument(consider),
    vscode.workspace.onDidChangeWorkspaceFolders(look),
    {
      dispose: () => {
        disposed.cancel();
        void started?.then((server) => server?.stop());
      },
    },
  );
};

async function startOnce(host: Host): Promise<StartedServer | null> {
  try {
    const { startServer } = await import('./start.ts');
    return await startServer(host.context.asAbsolutePath('dist/server/lsp.cjs'), host);
  } catch (error) {
    const { log } = host;
    log.error('The language server did not start.', error instanceof Error ? error : String(error));
    void tellOfBrokenStart(log, error);
    return null;
  }
}

async function tellOfBrokenStart(log: vscode.LogOutputChannel, error: unknown): Promise<void> {
  const reload = vscode.l10n.t('Reload Window');
  const showLog = vscode.l10n.t('Show Log');
  const choice = await vscode.window.showErrorMessage(
    vscode.l10n.t(
      'Manifests are not checked, for the language server did not start: {0} Reload the window; if it happens again, see the log.',
      error instanceof Error ? error.message : String(error),
    ),
    reload,
    showLog,
  );
  if (choice === reload) void vscode.commands.executeCommand('workbench.action.reloadWindow');
  if (choice === showLog) log.show();
}
