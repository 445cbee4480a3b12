import { hoverAt } from '../../language/hover/hover.ts';
import type { LanguageRequest } from '../request.ts';

export const hover: LanguageRequest = {
  capabilities: { hoverProvider: true },
  register(session) {
    session.connection.onHover(async ({ textDocument, position }, token) => {
      const found = await session.findIndexed(textDocument.uri, token);
      if (!found) return null;
      return hoverAt({ folder: found.folder, document: found.document, position, now: Date.now() });
    });
  },
};
