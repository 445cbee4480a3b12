import { documentSymbols } from '../../language/navigation/document-symbols.ts';
import { workspaceSymbols } from '../../language/navigation/workspace-symbols.ts';
import { prepareIndex } from '../prepare-index.ts';
import type { LanguageRequest } from '../request.ts';

export const symbols: LanguageRequest = {
  capabilities: { documentSymbolProvider: { label: 'Slipway' }, workspaceSymbolProvider: true },
  register(session) {
    const { connection, folders } = session;
    connection.onDocumentSymbol(({ textDocument }, token) => {
      const found = session.find(textDocument.uri);
      if (!found || token.isCancellationRequested) return [];
      return documentSymbols(found.folder, found.document);
    });
    connection.onWorkspaceSymbol(async ({ query }, token) => {
      const all = folders.all().map(({ folder }) => folder);
      await prepareIndex(session, all);
      return all.flatMap((folder) => {
        if (token.isCancellationRequested) return [];
        return workspaceSymbols(folder, query).map(({ name, kind, container, occurrence }) => ({
          name,
          kind,
          containerName: container,
          location: { uri: folders.uriOf(folder, occurrence.location), range: occurrence.range },
        }));
      });
    });
  },
};
