import { formattingEdits } from '../../language/formatting/format.ts';
import type { LanguageRequest } from '../request.ts';

export const formatting: LanguageRequest = {
  capabilities: { documentFormattingProvider: true },
  register(session) {
    session.connection.onDocumentFormatting(({ textDocument }, token) => {
      const found = session.find(textDocument.uri);
      return found && !token.isCancellationRequested ? formattingEdits(found.document) : null;
    });
  },
};
