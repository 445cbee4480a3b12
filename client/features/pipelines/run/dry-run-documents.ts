import * as vscode from 'vscode';

const scheme = 'slipway-dry-run';
const texts = new Map<string, string>();

/** The documents in which dry runs are shown: read-only, and gone when they are closed. */
export function registerDryRuns(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: ({ query }) => texts.get(query) ?? '',
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === scheme) texts.delete(uri.query);
    }),
  );
}

/** Shows a text under a name, and keeps it as long as it is open. */
export async function showDryRun(name: string, text: string): Promise<void> {
  const query = `${Date.now()}`;
  texts.set(query, text);
  const document = await vscode.workspace.openTextDocument(
    vscode.Uri.from({ scheme, path: `/${name.replaceAll('/', '-')}.txt`, query }),
  );
  await vscode.window.showTextDocument(document, { preview: true });
}
