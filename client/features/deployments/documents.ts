import * as vscode from 'vscode';
import type { PassedRelease } from './passed-release.ts';

const scheme = 'slipway-release';

interface Shown {
  text: string;
  /** What the lens over it deploys; null: it has none. */
  release: PassedRelease | null;
}

const shown = new Map<string, Shown>();

/** Read-only documents about releases: previews, with a lens to go on, and the audit log. Gone when they are closed. */
export function registerDocuments(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: ({ query }) => shown.get(query)?.text ?? '',
    }),
    vscode.languages.registerCodeLensProvider(
      { scheme },
      {
        provideCodeLenses: ({ uri }) => {
          const release = shown.get(uri.query)?.release;
          if (!release) return [];
          const title = vscode.l10n.t('$(cloud-upload) Deploy…');
          const range = new vscode.Range(0, 0, 0, 0);
          return [
            new vscode.CodeLens(range, { command: 'slipway.deployModel', title, arguments: [release] }),
          ];
        },
      },
    ),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === scheme) shown.delete(uri.query);
    }),
  );
}

/** Shows a text under a name; the same name again takes its place. */
export async function showDocument(name: string, document: Shown): Promise<vscode.Uri> {
  await closeDocuments(name);
  const query = `${Date.now()}`;
  shown.set(query, document);
  const uri = vscode.Uri.from({ scheme, path: pathOf(name), query });
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  return uri;
}

export async function closeDocuments(name: string): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const path = pathOf(name);
  await vscode.window.tabGroups.close(
    tabs.filter(
      ({ input }) =>
        input instanceof vscode.TabInputText && input.uri.scheme === scheme && input.uri.path === path,
    ),
  );
}

function pathOf(name: string): string {
  return `/${name.replaceAll('/', '-')}`;
}
