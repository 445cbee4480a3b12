import { documentSymbols } from '../../language/navigation/document-symbols.ts';
import { workspaceSymbols } from '../../language/navigation/workspace-symbols.ts';
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
    connection.onWorkspaceSymbol(({ query }, token) =>
      folders.all().flatMap(({ folder }) => {
        if (token.isCancellationRequested) return [];
        return workspaceSymbols(folder, query).map(({ name, kind, container, occurrence }) => ({
          name,
          kind,
          containerName: container,
          location: { uri: folders.uriOf(folder, occurrence.location), range: occurrence.range },
        }));
      }),
    );
  },
};
