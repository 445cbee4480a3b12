import { hintsIn } from '../../language/hints/inlay-hints.ts';
import type { LanguageRequest } from '../request.ts';

export const inlayHints: LanguageRequest = {
  capabilities: { inlayHintProvider: true },
  register(session) {
    session.connection.languages.inlayHint.on(({ textDocument, range }, token) => {
      const found = session.find(textDocument.uri);
      return found && !token.isCancellationRequested ? hintsIn(found.folder, found.document, range) : null;
    });
  },
};
