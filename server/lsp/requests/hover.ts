import { hoverAt } from '../../language/hover/hover.ts';
import type { LanguageRequest } from '../request.ts';

export const hover: LanguageRequest = {
  capabilities: { hoverProvider: true },
  register(session) {
    session.connection.onHover(({ textDocument, position }, token) => {
      const found = session.find(textDocument.uri);
      if (!found || token.isCancellationRequested) return null;
      return hoverAt({ folder: found.folder, document: found.document, position, now: Date.now() });
    });
  },
};
