import { documentLinks as linksOf } from '../../language/navigation/document-links.ts';
import type { LanguageRequest } from '../request.ts';

/** Looking for more files than this takes longer than an editor waits. */
const mostFiles = 1000;

export const documentLinks: LanguageRequest = {
  capabilities: { documentLinkProvider: {} },
  register(session) {
    session.connection.onDocumentLinks(async ({ textDocument }, token) => {
      const found = await session.findIndexed(textDocument.uri, token);
      if (!found) return [];
      return linksOf(found.folder, found.document.location, mostFiles).map(({ range, target }) => ({
        range,
        target: session.folders.uriOf(found.folder, target),
      }));
    });
  },
};
