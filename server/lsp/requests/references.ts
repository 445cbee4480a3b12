import { highlightsAt, referencesAt } from '../../language/navigation/references.ts';
import type { LanguageRequest } from '../request.ts';

export const references: LanguageRequest = {
  capabilities: { referencesProvider: true, documentHighlightProvider: true },
  register(session) {
    const { connection, folders } = session;
    connection.onReferences(async ({ textDocument, position, context }, token) => {
      const found = await session.findIndexed(textDocument.uri, token);
      if (!found) return [];
      const includeDefinition = context.includeDeclaration;
      return referencesAt(found.folder, found.document.location, position, { includeDefinition }).map(
        ({ location, range }) => ({ uri: folders.uriOf(found.folder, location), range }),
      );
    });
    connection.onDocumentHighlight(async ({ textDocument, position }, token) => {
      const found = await session.findIndexed(textDocument.uri, token);
      if (!found) return [];
      return highlightsAt(found.folder, found.document.location, position);
    });
  },
};
